using Fixia.Local.FunctionsHost.Functions;
using Fixia.Local.FunctionsHost.Http;
using Fixia.Local.FunctionsHost.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>The webhook that the service sends its events to: handshake, origin and signature, function, answer.</summary>
internal sealed class WebPubSubWebhook
{
    public const string Path = "/runtime/webhooks/webpubsub";

    /// <summary>Most bytes of an event's body: the service allows messages of 1 MB, and a connect event may carry more around it.</summary>
    public const int MaxBodyBytes = 2 * 1024 * 1024;

    private readonly Dictionary<string, UpstreamFunction> _functions = new(StringComparer.OrdinalIgnoreCase);
    private readonly FunctionInvoker _invoker;
    private readonly FunctionKeys _keys;
    private readonly bool _needsKey;
    private readonly CancellationToken _abort;

    /// <exception cref="InvalidOperationException">A setting or a connection is missing.</exception>
    /// <exception cref="NotSupportedException">A function takes or gives something that this host does not know, or two have one event.</exception>
    public WebPubSubWebhook(
        IEnumerable<Function> functions, AppSettings settings, FunctionInvoker invoker, FunctionKeys keys, bool needsKey, CancellationToken abort)
    {
        _invoker = invoker;
        _keys = keys;
        _needsKey = needsKey;
        _abort = abort;
        foreach (var function in functions.Where(function => function.Trigger is WebPubSubTriggerAttribute))
        {
            var upstream = new UpstreamFunction(function, settings);
            if (!_functions.TryAdd(upstream.Key, upstream))
            {
                throw function.Unsupported($"{_functions[upstream.Key].Target.Function.Name} is triggered by the same event, {upstream.Key}");
            }
        }
    }

    public async Task HandleAsync(HttpContext http)
    {
        if (_needsKey && !_keys.Opens(AuthorizationLevel.System, http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else if (HttpMethods.IsOptions(http.Request.Method))
        {
            AbuseProtection.Answer(http, _functions.Values.Select(function => function.Validator));
        }
        else
        {
            await HandleEventAsync(http);
        }
    }

    private async Task HandleEventAsync(HttpContext http)
    {
        if (CloudEvent.Read(http.Request.Headers) is not { } cloudEvent || !HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (!_functions.TryGetValue(UpstreamFunction.KeyOf(cloudEvent.Hub, cloudEvent.Type, cloudEvent.Name), out var function))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!function.Validator.IsValid(cloudEvent))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (UpstreamRequest.Read(cloudEvent, await ReadBodyAsync(http), http.Request.ContentType) is not { } request)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await InvokeAsync(http, function, request);
    }

    private async Task InvokeAsync(HttpContext http, UpstreamFunction function, UpstreamRequest request)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _abort);
        try
        {
            await _invoker.InvokeAsync(
                function.Target,
                request,
                prepare: null,
                answer => UpstreamAnswer.WriteAsync(http.Response, answer, request.Event, http.RequestAborted),
                cancellation.Token);
        }
        catch (Exception) when (!http.Response.HasStarted)
        {
            // The invocation has logged it. Where the service waits for no answer, the real trigger says 200 to a failure too.
            http.Response.Clear();
            http.Response.StatusCode = UpstreamAnswer.IsAwaited(request.Event)
                ? StatusCodes.Status500InternalServerError
                : StatusCodes.Status200OK;
        }
    }

    /// <exception cref="BadHttpRequestException">The body is too large; the server answers 413.</exception>
    private static async Task<byte[]> ReadBodyAsync(HttpContext http)
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxBodyBytes;
        using var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 0, MaxBodyBytes));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }
}
