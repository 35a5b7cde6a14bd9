using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace AzureStandIns.Tests.WebPubSub;

/// <summary>A REST endpoint that records what it is asked and answers as it is told, then with 202, 204 or 200 by operation.</summary>
internal sealed class RestServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<Action<HttpResponse>> _answers = new();
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly WebApplication _application;

    private RestServer(WebApplication application) => _application = application;

    public Uri Endpoint => new(_application.Urls.First());

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public static async Task<RestServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var server = new RestServer(application);
        application.Run(server.AnswerAsync);
        await application.StartAsync(cancellationToken);
        return server;
    }

    public void NextAnswer(int status, string? body = null, TimeSpan? retryAfter = null) => _answers.Enqueue(response =>
    {
        response.StatusCode = status;
        if (retryAfter is { } delay)
        {
            response.Headers.RetryAfter = delay.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (body is not null)
        {
            response.ContentType = "application/json";
            response.BodyWriter.Write(Encoding.UTF8.GetBytes(body));
        }
    });

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);

        // The raw target, because the routing of the server would unescape it.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var url = new Uri($"{context.Request.Scheme}://{context.Request.Host}{target}");
        _requests.Enqueue(new RecordedRequest(context.Request.Method, url, headers, body));
        if (_answers.TryDequeue(out var answer))
        {
            answer(context.Response);
        }
        else
        {
            context.Response.StatusCode = DefaultStatus(context.Request);
        }
    }

    private static int DefaultStatus(HttpRequest request) => request.Method switch
    {
        "POST" when request.Path.Value!.EndsWith("/:send", StringComparison.Ordinal) => 202,
        "POST" when request.Path.Value!.EndsWith("/:closeConnections", StringComparison.Ordinal) => 204,
        "DELETE" => 204,
        _ => 200,
    };
}
