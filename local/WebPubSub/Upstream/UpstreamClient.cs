using System.Collections.ObjectModel;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Fixia.Local.WebPubSub.Faults;
using Fixia.Local.WebPubSub.Protocol;
using Fixia.Local.WebPubSub.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>Calls event handlers: CloudEvents HTTP binding, binary mode, as in reference-cloud-events.</summary>
internal sealed class UpstreamClient(WebPubSubEndpointOptions options, AccessKey key, FaultInjector faults, ILogger logger, string origin) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,

        // User ids and states can hold any character; the service sends them as they are.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = options.Limits.MaxUpstreamResponseBytes,
    };

    /// <summary>Sends an event, again after each of <see cref="WebPubSubTimeouts.EventRetries"/> while that can help.</summary>
    /// <exception cref="UpstreamException">There was no usable answer.</exception>
    public async Task<UpstreamResponse> SendAsync(EventHandler handler, CloudEvent cloudEvent, CancellationToken cancellationToken)
    {
        var attributes = AttributesOf(cloudEvent);
        foreach (var delay in options.Timeouts.EventRetries)
        {
            if (_stopping.IsCancellationRequested)
            {
                break;
            }

            try
            {
                var response = await TryAsync(handler, cloudEvent, attributes, cancellationToken);
                if (!response.IsTransient)
                {
                    return response;
                }

                Log.EventRetried(logger, cloudEvent.Name, cloudEvent.Client.ConnectionId, $"the answer is {(int)response.Status}");
            }
            catch (UpstreamException error) when (error.IsTransient)
            {
                Log.EventRetried(logger, cloudEvent.Name, cloudEvent.Client.ConnectionId, error.Message);
            }

            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            await Task.Delay(delay, options.TimeProvider, wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await TryAsync(handler, cloudEvent, attributes, cancellationToken);
    }

    /// <summary>From now on every event has one attempt left.</summary>
    public void StopRetrying() => _stopping.Cancel();

    /// <summary>Asks a URL whether it takes events: CloudEvents HTTP 1.1 Web Hooks, section 4.</summary>
    /// <exception cref="EventHandlerValidationException">It does not.</exception>
    public async Task ValidateAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, url);
        AddOrigin(request.Headers);
        try
        {
            using var response = await SendAsync(request, options.Timeouts.AbuseProtection, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new EventHandlerValidationException($"{url} answered the validation request with {(int)response.StatusCode}.");
            }

            if (!response.Headers.TryGetValues("WebHook-Allowed-Origin", out var allowed)
                || !allowed.Any(IsOrigin))
            {
                throw new EventHandlerValidationException($"{url} does not allow the origin {origin} (WebHook-Allowed-Origin).");
            }
        }
        catch (UpstreamException error)
        {
            throw new EventHandlerValidationException($"{url} did not answer the validation request: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task<UpstreamResponse> TryAsync(
        EventHandler handler, CloudEvent cloudEvent, IReadOnlyList<(string Name, string Value)> attributes, CancellationToken cancellationToken)
    {
        await faults.DelayAsync(FaultKind.UpstreamDelayed, cloudEvent.Hub, cancellationToken);
        if (faults.Take(FaultKind.UpstreamRefused, cloudEvent.Hub) is not null)
        {
            throw new UpstreamException("a fault on command") { IsTransient = true };
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, handler.Resolve(cloudEvent.Hub, cloudEvent.Name));
        request.Content = new ReadOnlyMemoryContent(cloudEvent.Body);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(cloudEvent.ContentType);
        AddOrigin(request.Headers);
        foreach (var (name, value) in attributes)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await SendAsync(request, options.Timeouts.EventHandler, cancellationToken);
        if (faults.Take(FaultKind.UpstreamAnswerLost, cloudEvent.Hub) is not null)
        {
            throw new UpstreamException("a fault on command") { IsTransient = true };
        }

        return new UpstreamResponse(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsByteArrayAsync(cancellationToken),
            response.Headers.TryGetValues("ce-connectionState", out var states) ? states.Last() : null)
        {
            Headers = [.. response.Headers.Select(header => KeyValuePair.Create(header.Key, new StringValues([.. header.Value])))],
        };
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await _http.SendAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException($"no answer within {timeout.TotalSeconds:0.###} s");
        }
        catch (Exception error) when (error is HttpRequestException or SocketException)
        {
            // A connection that is reset as soon as it stands surfaces as what the socket says, in no wrapping.
            var isTooLarge = error is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded };
            throw new UpstreamException(error.Message, error) { IsTransient = !isTooLarge };
        }
    }

    /// <summary>What every attempt to send an event repeats.</summary>
    private List<(string Name, string Value)> AttributesOf(CloudEvent cloudEvent)
    {
        List<(string Name, string? Value)> all =
        [
            ("x-ms-client-request-id", Guid.NewGuid().ToString()),
            ("ce-specversion", "1.0"),
            ("ce-type", cloudEvent.Type),
            ("ce-source", cloudEvent.Source),
            ("ce-id", cloudEvent.Id.ToString(CultureInfo.InvariantCulture)),
            ("ce-time", options.TimeProvider.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
            ("ce-signature", key.Sign(cloudEvent.Client.ConnectionId)),
            ("ce-userId", cloudEvent.Client.UserId),
            ("ce-connectionId", cloudEvent.Client.ConnectionId),
            ("ce-hub", cloudEvent.Hub),
            ("ce-eventName", cloudEvent.Name),
            ("ce-subprotocol", cloudEvent.Client.Subprotocol),
            ("ce-connectionState", cloudEvent.State),
            .. (cloudEvent.Metadata ?? ReadOnlyDictionary<string, string>.Empty)
                .GroupBy(pair => Metadata.HeaderPrefix.ToLowerInvariant() + pair.Key.ToLowerInvariant(), (name, pairs) => (name, (string?)pairs.Last().Value)),
        ];
        return all.Find(attribute => attribute.Value?.Any(char.IsControl) == true) is { Name: { } name }
            ? throw new UpstreamException($"its {name} holds what no header can")
            : [.. all.Where(attribute => !string.IsNullOrEmpty(attribute.Value)).Select(attribute => (attribute.Name, attribute.Value!))];
    }

    private void AddOrigin(HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation("WebHook-Request-Origin", origin);

        // The upstream SDKs take a request for a Web PubSub one by this header alone.
        headers.TryAddWithoutValidation("ce-awpsversion", "1.0");
    }

    private bool IsOrigin(string allowed) =>
        allowed == "*"
        || string.Equals(allowed, origin, StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate("http://" + allowed, UriKind.Absolute, out var url)
            && string.Equals(url.Host, origin, StringComparison.OrdinalIgnoreCase));
}
