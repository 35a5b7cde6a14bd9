using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Webhooks;

/// <summary>Posts what happened to the endpoints of producers.</summary>
public sealed class WebhookSender(HttpClient http, IOptions<WebhookOptions> options, TimeProvider time)
{
    /// <summary>Most calls of one endpoint that are under way at a time: one that hangs must not hold all the work of an instance.</summary>
    public const int Parallelism = 8;

    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (WebhookOptions.Endpoint Endpoint, SemaphoreSlim Gate)> endpoints = options.Value.Endpoints.ToDictionary(
        endpoint => endpoint.Producer, endpoint => (endpoint, new SemaphoreSlim(Parallelism)), StringComparer.Ordinal);

    /// <summary>
    /// A client for it, which follows no redirect, lest what is signed for one address reach another, and tells endpoints neither cookies
    /// nor traces.
    /// </summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    /// <summary>Whether somebody is told what becomes of the notifications of a producer.</summary>
    public bool Reaches(string? producer) => endpoints.ContainsKey(producer ?? "");

    /// <summary>Tells a producer.</summary>
    /// <param name="producer">Its name; null for who has none.</param>
    /// <param name="id">The same each time that this is told: producers know by it what they have heard.</param>
    /// <param name="told">What happened.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null when it was heard.</returns>
    public async Task<WebhookFailure?> SendAsync(string? producer, string id, WebhookEvent told, CancellationToken cancellationToken)
    {
        if (!endpoints.TryGetValue(producer ?? "", out var found))
        {
            return new WebhookFailure("The producer has no endpoint any more.");
        }

        if (!await found.Gate.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return new WebhookFailure("The endpoint is busy with other calls.", BusyWait, WasTried: false);
        }

        try
        {
            return await SendAsync(found.Endpoint, id, told, cancellationToken);
        }
        finally
        {
            found.Gate.Release();
        }
    }

    private async Task<WebhookFailure?> SendAsync(WebhookOptions.Endpoint endpoint, string id, WebhookEvent told, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(told, WebhookJson.Default.WebhookEvent);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Of(endpoint.Secrets, id, timestamp, body));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.Timeout);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.IsSuccessStatusCode ? null : new WebhookFailure($"The endpoint answered {(int)response.StatusCode}.", WaitOf(response));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookFailure("The endpoint did not answer in time.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException)
        {
            return new WebhookFailure($"The endpoint could not be reached: {(e as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown}.");
        }
    }

    private TimeSpan? WaitOf(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            ? response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - time.GetUtcNow()
            : null;
}

/// <summary>Why a producer did not hear something. All of it may pass.</summary>
/// <param name="Reason">In words, for operators.</param>
/// <param name="RetryAfter">How long to wait at least; null when nobody says.</param>
/// <param name="WasTried">Whether it was called at all.</param>
public sealed record WebhookFailure(string Reason, TimeSpan? RetryAfter = null, bool WasTried = true);
