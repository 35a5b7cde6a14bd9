using Fixia.Shared.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>GET health</c>: 200 when the app can reach its store, 503 when it can't.</summary>
public sealed class Health(UserStateStore users)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>Answers <c>{"status":"healthy"}</c> or problem details.</summary>
    [Function(nameof(Health))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            // The cheapest question there is: a point read of a document that does not exist.
            await users.ReadAsync("health", deadline.Token);
            return TypedResults.Text("{\"status\":\"healthy\"}", "application/json");
        }
        catch (Exception e) when (e is CosmosException or HttpRequestException or OperationCanceledException)
        {
            return Problems.Unavailable(request, retryAfter: null);
        }
    }
}
