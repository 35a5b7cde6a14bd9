using Fixia.Local.FunctionsHost.Http;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Settings;
using Fixia.Local.FunctionsHost.Worker;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>The webhook that the service sends its events to: handshake, origin and signature, function, answer.</summary>
internal sealed partial class WebPubSubWebhook
{
    public const string Path = "/runtime/webhooks/webpubsub";

    /// <summary>Most bytes of an event's body: the service allows messages of 1 MB, and a connect event may carry more around it.</summary>
    public const int MaxBodyBytes = 2 * 1024 * 1024;

    private readonly Dictionary<string, UpstreamFunction> _functions = new(StringComparer.OrdinalIgnoreCase);
    private readonly FunctionInvoker _invoker;
    private readonly FunctionKeys _keys;
    private readonly ILogger _logger;
    private readonly CancellationToken _abort;

    /// <exception cref="InvalidOperationException">A setting or a connection is missing.</exception>
    /// <exception cref="NotSupportedException">A function has no hub, or two have one event.</exception>
    public WebPubSubWebhook(
        IEnumerable<Function> functions, AppSettings settings, FunctionInvoker invoker, FunctionKeys keys, ILogger logger, CancellationToken abort)
    {
        _invoker = invoker;
        _keys = keys;
        _logger = logger;
        _abort = abort;
        foreach (var function in functions.Where(function => function.Trigger.Is(UpstreamFunction.Type)))
        {
            var upstream = UpstreamFunction.Create(function, settings);
            if (!_functions.TryAdd(upstream.Key, upstream))
            {
                throw function.Unsupported($"{_functions[upstream.Key].Function.Name} is triggered by the same event, {upstream.Key}");
            }
        }
    }

    public async Task HandleAsync(HttpContext http)
    {
        if (!_keys.OpensWebhook(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else if (HttpMethods.IsOptions(http.Request.Method) || HttpMethods.IsGet(http.Request.Method))
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
        if (CloudEvent.Read(http.Request.Headers) is not { } cloudEvent)
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

        if (!HttpMethods.IsPost(http.Request.Method)
            || UpstreamRequest.Read(cloudEvent, await ReadBodyAsync(http), http.Request.ContentType) is not { } request)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await InvokeAsync(http, function.Function, request);
    }

    private async Task InvokeAsync(HttpContext http, Function function, UpstreamRequest request)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _abort);
        string? answer = null;
        try
        {
            var input = request.ValueOf(function.Trigger.Parameter) is { } value ? TriggerValue.Text(value) : TriggerValue.Json("null");
            answer = await _invoker.InvokeAsync(new Invocation(function, input), cancellation.Token);
        }
        catch (Exception e) when (e is FunctionFailedException or WorkerLostException or OperationCanceledException)
        {
            // The invocation has logged it. Where the service waits for no answer, the real extension says 200 to a failure.
            // Where it waits, the real extension waits too, for a result that never comes.
            if (request.Event.IsAwaited)
            {
                LogHanging(function.Name);
                await Task.Delay(Timeout.Infinite, cancellation.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                http.Abort();
                return;
            }
        }

        await UpstreamAnswer.WriteAsync(http.Response, answer, request.Event, http.RequestAborted);
    }

    /// <exception cref="BadHttpRequestException">The body is too large; the server answers 413.</exception>
    private static async Task<byte[]> ReadBodyAsync(HttpContext http)
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxBodyBytes;
        using var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 0, MaxBodyBytes));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed, and Azure never answers the event then: neither does this host, until the caller gives up. Functions must catch what they throw")]
    private partial void LogHanging(string function);
}
