using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Fixia.Tests.Support;

namespace Fixia.EndToEnd.Tests;

/// <summary>The stack as processes and files of a machine.</summary>
public sealed class StackProcessTests : IDisposable
{
    private readonly HttpClient http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task Nobody_else_may_read_its_files_and_terminating_stops_it_cleanly_within_five_seconds()
    {
        if (OperatingSystem.IsWindows())
        {
            // It has no such modes, as files have the rights of their folder, and no such signal.
            return;
        }

        await using var stack = new StackProgram();
        await stack.StartAsync(Token);
        var open = Directory.EnumerateFiles(stack.DataDirectory).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetFileName(file), File.GetUnixFileMode);
        Assert.Equal(["clock", "cosmos.db", "cosmos.db-shm", "cosmos.db-wal", "secrets.json"], open.Keys.Order(StringComparer.Ordinal));
        Assert.All(open, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.Value));
        Assert.Equal(0, await stack.TerminateAsync(Token));
    }

    // The ends of a stack are seen where one runs for something else: a start takes longer than what is looked at.
    [Fact]
    public async Task Health_tells_when_the_disk_is_full_and_when_it_no_longer_is_and_what_was_started_ends_with_a_stack_that_is_killed()
    {
        await StackCommand.RequireFileSystemsAsync();
        await using var stack = new StackProgram { Launcher = data => StackCommand.Over(data, "size=4m") };
        var functions = Functions(await stack.StartAsync(Token));

        // Only that process sees the disk; others reach it through the process.
        var filler = $"/proc/{stack.ProcessId}/root{stack.DataDirectory}/filler";
        await FillAsync(filler);
        await Patience.UntilAsync(async () => await HealthAsync(functions) == HttpStatusCode.ServiceUnavailable, "health told that nothing can be written");
        await Patience.UntilAsync(
            () => stack.Output.Contains($"The disk of the data file {stack.DataDirectory}/cosmos.db is full", StringComparison.Ordinal), "the log named the disk");

        File.Delete(filler);
        await Patience.UntilAsync(async () => await HealthAsync(functions) == HttpStatusCode.OK, "health told that it goes on");

        var worker = Worker(stack.ProcessId);
        await stack.KillAsync(Token);
        await Patience.UntilAsync(() => !Runs(worker), "the functions' process ended");
    }

    [Fact]
    public async Task Faults_are_switched_on_from_the_command_line_and_Ctrl_C_stops_it_cleanly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked up in /proc.");
        await using var stack = new StackProgram("--fault", "clientRefused,count=1", "--fault", "cosmosThrottled,container=notifications,retryAfterSeconds=60")
        {
            Launcher = _ => ["setsid", "env", "--default-signal=INT"],
        };
        var ready = await stack.StartAsync(Token);
        var functions = Functions(ready);
        var token = (await http.GetFromJsonAsync<JsonElement>(new Uri(functions, "../dev/token?user=ana"), Token)).GetProperty("token").GetString();
        using var negotiate = new HttpRequestMessage(HttpMethod.Post, new Uri(functions, "negotiate"));
        negotiate.Headers.Authorization = new("Bearer", token);
        using var negotiated = await http.SendAsync(negotiate, Token);
        var url = new Uri((await negotiated.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("url").GetString()!);

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(url));
        await ConnectAsync(url);

        using var feed = new HttpRequestMessage(HttpMethod.Get, new Uri(functions, "notifications"));
        feed.Headers.Authorization = new("Bearer", token);
        using var refused = await http.SendAsync(feed, Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(functions));

        var worker = Worker(stack.ProcessId);
        Assert.Equal(0, await stack.InterruptAsync(Token));
        await Patience.UntilAsync(() => !Runs(worker), "the functions' process ended");
        Assert.DoesNotContain("ended unasked", stack.Output, StringComparison.Ordinal);
    }

    private static async Task ConnectAsync(Uri url)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("json.webpubsub.azure.v1");
        await socket.ConnectAsync(url, Token);
        socket.Abort();
    }

    private static Uri Functions(string ready)
    {
        using var line = JsonDocument.Parse(ready);
        return new Uri(line.RootElement.GetProperty("functions").GetString() + "/");
    }

    private async Task<HttpStatusCode> HealthAsync(Uri functions)
    {
        using var answer = await http.GetAsync(new Uri(functions, "health"), Token);
        return answer.StatusCode;
    }

    private static async Task FillAsync(string path)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                await file.WriteAsync(new byte[4096], Token);
            }
        }
        catch (IOException)
        {
            // Full, to the last page.
        }
    }

    /// <summary>The process of the functions that the stack has started, through a shell that guards it.</summary>
    private static int Worker(int stack) => Assert.Single(
        Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => name.All(char.IsAsciiDigit))
            .Select(name => int.Parse(name, CultureInfo.InvariantCulture)),
        process => CommandOf(process) is ["dotnet", var app, ..] && app.EndsWith("Fixia.Functions.dll", StringComparison.Ordinal)
            && ParentOf(ParentOf(process)) == stack);

    private static bool Runs(int process) => CommandOf(process).Length > 0;

    /// <summary>Empty for one that has ended, reaped or not.</summary>
    private static string[] CommandOf(int process) => Read(process, "cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    // The fields after the name, which stands in brackets and may hold anything: state and parent come first.
    private static int ParentOf(int process) => Read(process, "stat") is { Length: > 0 } stat
        ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
        : 0;

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
