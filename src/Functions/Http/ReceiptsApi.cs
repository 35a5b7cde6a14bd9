using Fixia.Shared.Identity;
using Fixia.Shared.Json;
using Fixia.Shared.Receipts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary>What devices tell that have no socket.</summary>
public sealed class ReceiptsApi(HttpApi api, UserLimits limits, ReceiptStore receipts)
{
    /// <summary><c>POST notifications/received</c>: the body is a <see cref="ReceivedPayload"/>. Answers 204.</summary>
    [Function(nameof(KeepReceipt))]
    public Task<IResult> KeepReceipt(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/received")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            var payload = await RequestBody.ReadAsync(request, FixiaJsonContext.Default.ReceivedPayload, cancellationToken);
            if (limits.TakeReceipt(userId) is { } wait)
            {
                return Problems.TooManyRequests(request, wait);
            }

            await receipts.KeepAsync(userId, payload, cancellationToken);
            return TypedResults.NoContent();
        });
}
