using System.Globalization;
using System.Net;
using System.Text;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Worker;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Fixia.Local.FunctionsHost.Http;

/// <summary>
/// Runs HTTP functions: the request goes to the worker's own HTTP server, and beside it an invocation of the same id
/// through the stream. The worker answers the request once both have arrived.
/// </summary>
internal sealed class WorkerProxy(FunctionInvoker invoker, WorkerSupervisor workers, IHttpForwarder forwarder, CancellationToken abort) : IDisposable
{
    private const string InvocationHeader = "x-ms-invocation-id";

    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromMinutes(4), Version = HttpVersion.Version11 };

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,

        // What came in goes on as it is, whatever the bytes of its headers say.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    });

    public async Task InvokeAsync(Function function, HttpContext http)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, abort);
        try
        {
            var worker = await workers.GetReadyAsync(cancellation.Token);
            if (worker.HttpEndpoint is not { } endpoint)
            {
                throw function.Unsupported("the worker has no HTTP server: its program must call ConfigureFunctionsWebApplication");
            }

            var invocation = new Invocation(function, TriggerValue.Http) { Metadata = RouteValues(http) };
            http.Request.Headers[InvocationHeader] = invocation.Id;
            var forwarding = forwarder.SendAsync(http, endpoint.AbsoluteUri, _http, Config).AsTask();
            var invoking = invoker.InvokeAsync(invocation, worker, cancellation.Token);
            if (await forwarding == ForwarderError.None)
            {
                await invoking;
                return;
            }

            // The function waits for a request that will not come.
            await cancellation.CancelAsync();
            await ((Task)invoking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!http.Response.HasStarted && http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        }
        catch (Exception) when (!http.Response.HasStarted)
        {
            // The invocation has logged it; the caller learns no more than that it failed.
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        catch (Exception e) when (e is FunctionFailedException or WorkerLostException or OperationCanceledException)
        {
            // An answer that was begun can only be broken off.
            http.Abort();
        }
    }

    public void Dispose() => _http.Dispose();

    private static Dictionary<string, string> RouteValues(HttpContext http) => http.Request.RouteValues
        .Where(value => value.Value is not null)
        .ToDictionary(value => value.Key, value => Convert.ToString(value.Value, CultureInfo.InvariantCulture)!);
}
