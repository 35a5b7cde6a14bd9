using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>GET health</c>: 200 when the app can write to its store, 503 when it can't.</summary>
public sealed class Health(StoreProbe store)
{
    /// <summary>Answers <c>{"status":"healthy"}</c> or problem details.</summary>
    [Function(nameof(Health))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        try
        {
            return await store.CanWriteAsync(cancellationToken)
                ? TypedResults.Text("{\"status\":\"healthy\"}", "application/json")
                : Problems.Unavailable(request, StoreProbe.Lifetime);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller went away: no failure, and nobody reads the answer.
            return Problems.Unavailable(request, retryAfter: null);
        }
    }
}
