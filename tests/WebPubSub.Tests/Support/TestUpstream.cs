using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace WebPubSub.Tests.Support;

/// <summary>An event handler that records what it is sent and answers what the test says.</summary>
internal sealed class TestUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<ReceivedEvent> _events = Channel.CreateUnbounded<ReceivedEvent>();

    private TestUpstream(WebApplication app) => _app = app;

    /// <summary>URL template with both parameters.</summary>
    public string Url => $"{_app.Urls.Single()}/hooks/{{hub}}/{{event}}";

    /// <summary>Answers one event. The default is 204.</summary>
    public Func<ReceivedEvent, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What the abuse protection is answered with; null leaves the header out.</summary>
    public string? AllowedOrigin { get; set; } = "*";

    /// <summary>What else becomes of a validation request. The default is 200.</summary>
    public Func<HttpContext, Task> Validate { get; set; } = _ => Task.CompletedTask;

    /// <summary>The validation requests so far.</summary>
    public List<ReceivedEvent> Validations { get; } = [];

    public static async Task<TestUpstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8);
        var app = builder.Build();
        var upstream = new TestUpstream(app);
        app.Run(upstream.HandleAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return upstream;
    }

    /// <summary>The next event.</summary>
    public async Task<ReceivedEvent> NextAsync() => await _events.Reader.ReadAsync(Deadline.Token);

    /// <summary>The next event of a name; others before it are passed over.</summary>
    public async Task<ReceivedEvent> NextAsync(string name)
    {
        while (true)
        {
            var next = await NextAsync();
            if (next["ce-eventName"] == name)
            {
                return next;
            }
        }
    }

    public bool HasNoMore => _events.Reader.Count == 0;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var received = new ReceivedEvent(
            context.Request.Path,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            Validations.Add(received);
            if (AllowedOrigin is not null)
            {
                context.Response.Headers["WebHook-Allowed-Origin"] = AllowedOrigin;
            }

            await Validate(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        _events.Writer.TryWrite(received);
        await Answer(received, context);
    }
}

/// <summary>One request to the upstream.</summary>
internal sealed record ReceivedEvent(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? this[string header] => Headers.TryGetValue(header, out var value) ? value : null;
}
