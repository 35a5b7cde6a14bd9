using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Webhooks;

/// <summary>Posts what happened to the endpoints of producers.</summary>
/// <param name="http">A client that follows no redirect, lest what is signed for one address reach another.</param>
/// <param name="options">The endpoints.</param>
/// <param name="time">The clock.</param>
public sealed class WebhookSender(HttpClient http, IOptions<WebhookOptions> options, TimeProvider time)
{
    /// <summary>Whether somebody is told what becomes of the notifications of a producer.</summary>
    public bool Reaches(string? producer) => Find(producer) is not null;

    /// <summary>Tells a producer.</summary>
    /// <param name="producer">Its name; null for who has none.</param>
    /// <param name="id">The same each time that this is told: producers know by it what they have heard.</param>
    /// <param name="told">What happened.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null when it was heard, or nobody listens.</returns>
    public async Task<WebhookFailure?> SendAsync(string? producer, string id, WebhookEvent told, CancellationToken cancellationToken)
    {
        if (Find(producer) is not { } endpoint)
        {
            return null;
        }

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
            return new WebhookFailure("The endpoint did not answer in time.", null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException)
        {
            return new WebhookFailure($"The endpoint could not be reached: {(e as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown}.", null);
        }
    }

    private WebhookOptions.Endpoint? Find(string? producer) => options.Value.Endpoints.FirstOrDefault(endpoint => endpoint.Producer == (producer ?? ""));

    private TimeSpan? WaitOf(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            ? response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - time.GetUtcNow()
            : null;
}

/// <summary>Why a producer did not hear something. All of it may pass.</summary>
/// <param name="Reason">In words, for operators.</param>
/// <param name="RetryAfter">How long the endpoint wishes to be left alone; null when it does not say.</param>
public sealed record WebhookFailure(string Reason, TimeSpan? RetryAfter);
