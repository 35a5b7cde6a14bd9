using System.Diagnostics;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Json;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>POST negotiate</c>: the caller's token becomes a Web PubSub URL for one device of that user.</summary>
public sealed class Negotiate(HttpApi api, UserChannel channel, FixiaMetrics metrics)
{
    /// <summary>Answers <see cref="ClientAccess"/>, or 401; 503 while the service that signs the URL is busy or away.</summary>
    [Function(nameof(Negotiate))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "negotiate")] HttpRequest request,
        CancellationToken cancellationToken) =>
        FixiaActivities.RunAsync(FixiaActivities.Negotiate, ActivityKind.Internal, activity => api.AsNegotiatorAsync(
            request,
            async userId =>
            {
                var access = await channel.GetClientAccessAsync(userId, cancellationToken);

                // The URL is a credential: no cache may keep it.
                request.HttpContext.Response.Headers.CacheControl = "no-store";
                return TypedResults.Json(access, FixiaJsonContext.Default.ClientAccess);
            },
            result =>
            {
                metrics.Negotiated(result);
                activity?.SetTag(FixiaActivities.Result, result);
            }));
}
