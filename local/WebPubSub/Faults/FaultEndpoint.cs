using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Local.WebPubSub.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Faults;

/// <summary>
/// The fault injector over HTTP. It is no part of the service: tests in another process find it at <c>/local/faults</c>, when
/// <see cref="WebPubSubEndpointOptions.FaultEndpoint"/> is on.
/// </summary>
public sealed class FaultEndpoint(FaultInjector faults)
{
    internal const string Path = "/local/faults";

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="rest">Its path below that of the faults: empty, the number of one, or <c>:cutClients</c>.</param>
    public async Task HandleAsync(HttpContext context, string rest)
    {
        var answer = (context.Request.Method, rest) switch
        {
            ("GET", "") => WriteAsync(context, faults.Active.Select(FaultBody.Of).ToArray(), FaultJson.Default.FaultBodyArray),
            ("POST", "") => AddAsync(context),
            ("DELETE", "") => ClearAsync(context),
            ("DELETE", _) when int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => RemoveAsync(context, id),
            ("POST", ":cutClients") => WriteAsync(
                context, new CutBody(faults.CutClients(context.Request.Query["hub"].FirstOrDefault())), FaultJson.Default.CutBody),
            _ => ErrorBody.WriteAsync(context, StatusCodes.Status404NotFound, "Error.NotFound", "There is no such operation."),
        };
        await answer;
    }

    private async Task AddAsync(HttpContext context)
    {
        try
        {
            var body = await context.Request.ReadFromJsonAsync(FaultJson.Default.FaultBody, context.RequestAborted);
            if (body is null)
            {
                throw new ArgumentException("The body is null.");
            }

            var id = faults.Add(body.ToFault());
            await WriteAsync(context, body with { Id = id, Happened = 0 }, FaultJson.Default.FaultBody);
        }
        catch (Exception error) when (error is ArgumentException or JsonException or InvalidOperationException or OverflowException)
        {
            await ErrorBody.WriteAsync(context, StatusCodes.Status400BadRequest, "Error.BadRequest", error.Message);
        }
    }

    private Task RemoveAsync(HttpContext context, int id)
    {
        context.Response.StatusCode = faults.Remove(id) ? StatusCodes.Status204NoContent : StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private Task ClearAsync(HttpContext context)
    {
        faults.Clear();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task WriteAsync<T>(HttpContext context, T body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type, cancellationToken: context.RequestAborted);
}

/// <summary>A fault as JSON. Durations are milliseconds, <c>Retry-After</c> whole seconds.</summary>
internal sealed record FaultBody
{
    public int? Id { get; set; }

    public required FaultKind Kind { get; set; }

    public string? Hub { get; set; }

    public double Probability { get; set; } = 1;

    public int? Count { get; set; }

    public double DelayMs { get; set; }

    public int RetryAfterSeconds { get; set; } = 1;

    public int? Happened { get; set; }

    public static FaultBody Of(ActiveFault active) => new()
    {
        Id = active.Id,
        Kind = active.Fault.Kind,
        Hub = active.Fault.Hub,
        Probability = active.Fault.Probability,
        Count = active.Fault.Count,
        DelayMs = active.Fault.Delay.TotalMilliseconds,
        RetryAfterSeconds = (int)active.Fault.RetryAfter.TotalSeconds,
        Happened = active.Happened,
    };

    public Fault ToFault() => new()
    {
        Kind = Kind,
        Hub = Hub,
        Probability = Probability,
        Count = Count,
        Delay = TimeSpan.FromMilliseconds(DelayMs),
        RetryAfter = TimeSpan.FromSeconds(RetryAfterSeconds),
    };
}

/// <summary>How many clients were cut.</summary>
internal sealed record CutBody(int Cut);

/// <summary>Fault kinds by their names in camel case.</summary>
internal sealed class FaultKindConverter() : JsonStringEnumConverter<FaultKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>Serialisation of the fault endpoint.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(FaultKindConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(FaultBody))]
[JsonSerializable(typeof(FaultBody[]))]
[JsonSerializable(typeof(CutBody))]
internal sealed partial class FaultJson : JsonSerializerContext;
