using System.Diagnostics;
using System.Net;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Json;
using Fixia.Shared.Preferences;
using Fixia.Shared.Realtime;
using Fixia.Shared.Receipts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fixia.Functions.Http;

/// <summary>
/// <c>POST negotiate</c>: the caller's token becomes a Web PubSub URL for one device of that user. The body may introduce the
/// device: <c>{"device":{"id","name","kind"}}</c>.
/// </summary>
public sealed partial class Negotiate(HttpApi api, UserChannel channel, PreferencesEditor preferences, IOptions<ReceiptOptions> receipts, FixiaMetrics metrics, ILogger<Negotiate> logger)
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
                var device = await ReadDeviceAsync(request, cancellationToken);
                var noting = device is null ? Task.CompletedTask : NoteAsync(userId, device, cancellationToken);
                var access = await channel.GetClientAccessAsync(userId, cancellationToken);
                await noting;

                // The URL is a credential: no cache may keep it.
                request.HttpContext.Response.Headers.CacheControl = "no-store";
                return TypedResults.Json(access with { Receipts = receipts.Value.Enabled }, FixiaJsonContext.Default.ClientAccess);
            },
            result =>
            {
                metrics.Negotiated(result);
                activity?.SetTag(FixiaActivities.Result, result);
            }));

    /// <summary>A body is optional: older clients send none.</summary>
    private static async Task<DeviceIntroduction?> ReadDeviceAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadBytesAsync(request, cancellationToken);
        return body.Length == 0 ? null : DeviceIntroduction.Read(RequestJson.Read(body.Span, FixiaJsonContext.Default.JsonDocument).RootElement);
    }

    /// <summary>A device that can't be noted now is noted the next time; it connects all the same.</summary>
    private async Task NoteAsync(string userId, DeviceIntroduction device, CancellationToken cancellationToken)
    {
        try
        {
            await preferences.NoteDeviceAsync(userId, device, cancellationToken);
        }
        catch (Exception e) when (StoreFailures.IsTransient(e) && !cancellationToken.IsCancellationRequested)
        {
            LogNotNoted((e as CosmosException)?.StatusCode);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A device was not noted, because the store is busy or away: {Status}")]
    private partial void LogNotNoted(HttpStatusCode? status);
}
