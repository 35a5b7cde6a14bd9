using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary>
/// <c>POST users/{userId}/disconnect</c>, for producers: a logout or a ban must close the sockets, because the service
/// checks a token only when a client connects.
/// </summary>
public sealed class DisconnectUser(HttpApi api, UserChannel channel)
{
    private const string Reason = "The session was ended.";

    /// <summary>Answers 204. Whoever still holds a valid token can connect again.</summary>
    [Function(nameof(DisconnectUser))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "users/{userId}/disconnect")] HttpRequest request,
        string userId,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, async () =>
        {
            await channel.DisconnectAsync(UserPath.Read(userId), Reason, cancellationToken);
            return TypedResults.NoContent();
        });
}
