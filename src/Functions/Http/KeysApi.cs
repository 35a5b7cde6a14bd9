using Fixia.Shared;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary>What producers do to notifications that they gave a key, whether those were sent or not.</summary>
public sealed class KeysApi(HttpApi api, KeyedNotifications notifications)
{
    private const string Path = "notifications/by-key/{key}";

    /// <summary>
    /// <c>DELETE notifications/by-key/{key}</c>: cancels what was not sent; with <c>retract=true</c> takes back what was. Answers 204;
    /// 200 with <see cref="CancelledKey"/> when it was too late for somebody; 404 for an unknown key.
    /// </summary>
    [Function(nameof(CancelNotifications))]
    public Task<IResult> CancelNotifications(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = Path)] HttpRequest request,
        string key,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Notify, async producer =>
        {
            var cancelled = await notifications.CancelAsync(producer.Name, Check(key), ReadRetract(request), cancellationToken);
            return cancelled switch
            {
                null => Unknown(),
                { Sent: 0 } => TypedResults.NoContent(),
                _ => TypedResults.Json(cancelled, FixiaJsonContext.Default.CancelledKey),
            };
        });

    /// <summary>
    /// <c>PUT notifications/by-key/{key}</c>: another content in place, without another call. Answers 200 with
    /// <see cref="UpdatedKey"/>; 207 when some users could not be served, 503 when none could; 404 for an unknown key.
    /// </summary>
    [Function(nameof(UpdateNotifications))]
    public Task<IResult> UpdateNotifications(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = Path)] HttpRequest request,
        string key,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Notify, async producer =>
        {
            var update = await RequestBody.ReadAsync(request, FixiaJsonContext.Default.NotificationUpdate, cancellationToken);
            return await notifications.UpdateAsync(producer.Name, Check(key), update, cancellationToken) switch
            {
                null => Unknown(),
                { Failures: not null, Updated: 0, Scheduled: 0, Gone: 0 } => Problems.Unavailable(request, retryAfter: null),
                var updated => TypedResults.Json(
                    updated,
                    FixiaJsonContext.Default.UpdatedKey,
                    statusCode: updated.Failures is null ? StatusCodes.Status200OK : StatusCodes.Status207MultiStatus),
            };
        });

    private static string Check(string key) =>
        NotificationKeyStore.IsValid(key) ? key : throw new InvalidRequestException($"'key' {NotificationKeyStore.Rule}", "key");

    private static bool ReadRetract(HttpRequest request) => request.Query["retract"].ToString() switch
    {
        "true" => true,
        "" or "false" => false,
        _ => throw new InvalidRequestException("'retract' must be 'true' or 'false'.", "retract"),
    };

    private static IResult Unknown() => Problems.NotFound("Nothing is known by this key.");
}
