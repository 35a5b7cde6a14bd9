using System.Globalization;
using Fixia.Local.Clock;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fixia.Local.Stack;

/// <summary>
/// The clock of the whole stack: of the store, the functions, their host, the sign-in and the queues. The page sets it
/// forward, to see now what comes later. It goes on from there after a restart, since what is stored is of that time.
/// </summary>
internal sealed class DevClock : IDisposable
{
    /// <summary>What Azurite is to load before itself.</summary>
    public const string AzuriteModule = "clock.cjs";

    // Where the calendar ends, sums of times fail.
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(2 * 366);

    private DevClock(string file) => (File, Time) = (file, new SharedClock(file));

    /// <summary>The file that it is read from.</summary>
    public string File { get; }

    public SharedClock Time { get; }

    /// <summary>The app settings that give the functions this clock.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings
    {
        get
        {
            const string Hooks = "DOTNET_STARTUP_HOOKS";
            var own = typeof(SharedClock).Assembly.Location;
            return
            [
                new(SharedClock.FileVariable, File),
                new(Hooks, Environment.GetEnvironmentVariable(Hooks) is { Length: > 0 } others ? $"{others}{Path.PathSeparator}{own}" : own),
            ];
        }
    }

    /// <summary>Goes on from where it was left in that folder, or begins as the machine's.</summary>
    public static async Task<DevClock> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Path.Combine(folder, "clock"));
        if (!System.IO.File.Exists(path))
        {
            await using var file = PrivateFiles.Create(path);
            await file.WriteAsync(new byte[sizeof(long)], cancellationToken);
        }

        return new DevClock(path);
    }

    public void Map(WebApplication application, RouteGroupBuilder dev)
    {
        // By which clients learn how far off their own clocks are.
        application.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.Date = Time.GetUtcNow().ToString("R");
                return Task.CompletedTask;
            });
            return next(http);
        });
        dev.MapGet("/clock", () => new { now = Time.GetUtcNow() });
        dev.MapPost("/clock", (string? to) =>
        {
            if (!DateTimeOffset.TryParse(to, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                return Results.Problem("'to' must be a time such as 2030-01-31T21:00:00Z.", statusCode: StatusCodes.Status400BadRequest);
            }

            return time <= Time.GetUtcNow() + Furthest && Time.TrySetForward(time)
                ? Results.Ok(new { now = Time.GetUtcNow() })
                : Results.Problem(
                    "'to' must lie in the next two years: the clock goes forward only. Without the data directory, the next start begins with the machine's.",
                    statusCode: StatusCodes.Status400BadRequest);
        });
    }

    public void Dispose() => Time.Dispose();
}
