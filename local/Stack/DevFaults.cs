using Fixia.Local.Cosmos;
using Fixia.Local.WebPubSub.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fixia.Local.Stack;

/// <summary>What the operators' console sees and does of the services that run here: open connections, and what they do wrong on command.</summary>
/// <param name="webPubSub">Those of the Web PubSub endpoint; null where it was not started.</param>
/// <param name="cosmos">Those of the Cosmos DB endpoint; null where it was not started.</param>
internal sealed class DevFaults(FaultInjector? webPubSub, CosmosFaults? cosmos)
{
    public void Map(RouteGroupBuilder dev)
    {
        dev.MapGet("/services", () => new
        {
            connections = webPubSub?.Clients,
            store = cosmos is null ? null : new { probability = cosmos.Probability, count = cosmos.Remaining, throttled = cosmos.Throttled },
        });
        if (webPubSub is not null)
        {
            var endpoint = new FaultEndpoint(webPubSub);
            dev.Map("/faults/{**rest}", (HttpContext http, string? rest) => endpoint.HandleAsync(http, rest ?? ""));
        }

        if (cosmos is not null)
        {
            dev.MapPost("/store", (double? probability, int? count, int? retryAfterSeconds) => Throttle(cosmos, probability, count, retryAfterSeconds ?? 1));
            dev.MapDelete("/store", () =>
            {
                cosmos.Stop();
                return Results.NoContent();
            });
        }
    }

    private static IResult Throttle(CosmosFaults cosmos, double? probability, int? count, int retryAfterSeconds)
    {
        if (retryAfterSeconds is < 0 or > 60)
        {
            return Problem("'retryAfterSeconds' must be 0 to 60.");
        }

        switch (probability, count)
        {
            case ({ } share and >= 0 and <= 1, null):
                cosmos.ThrottleAtRandom(share, TimeSpan.FromSeconds(retryAfterSeconds));
                return Results.NoContent();
            case (null, { } next and > 0):
                cosmos.ThrottleNext(next, TimeSpan.FromSeconds(retryAfterSeconds));
                return Results.NoContent();
            default:
                return Problem("Either 'probability' must be 0 to 1, or 'count' more than 0.");
        }

        static IResult Problem(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
    }
}
