using Fixia.Shared.Json;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>GET users/{userId}/presence</c>, for producers.</summary>
public sealed class ReadPresence(HttpApi api, UserChannel channel)
{
    /// <summary>Answers <see cref="Presence"/>; for an unknown user too, who is simply not connected.</summary>
    [Function(nameof(ReadPresence))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{userId}/presence")] HttpRequest request,
        string userId,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, async () =>
            TypedResults.Json(await channel.FindAsync(UserPath.Read(userId), cancellationToken), FixiaJsonContext.Default.Presence));
}
