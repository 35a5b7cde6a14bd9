using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fixia.EndToEnd.Tests;

/// <summary>The endpoint of the producer that has no name: takes everything that it is told.</summary>
public sealed class WebhookListener : IAsyncDisposable
{
    /// <summary>What signs; nobody's.</summary>
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly ConcurrentQueue<(IReadOnlyDictionary<string, string> Headers, string Body)> told = [];
    private readonly WebApplication server;

    private WebhookListener(WebApplication server) => this.server = server;

    /// <summary>Where it listens.</summary>
    public string Url => server.Urls.Single();

    /// <summary>Starts one.</summary>
    public static async Task<WebhookListener> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var listener = new WebhookListener(builder.Build());
        listener.server.Run(listener.TakeAsync);
        await listener.server.StartAsync(cancellationToken);
        return listener;
    }

    /// <summary>What it was told about a notification, and the headers with which it was; none so far.</summary>
    public (IReadOnlyDictionary<string, string> Headers, string Body)? Find(string notificationId) => told
        .Where(one => JsonElement.Parse(one.Body).GetProperty("data").GetProperty("notification_id").ValueEquals(notificationId))
        .Select(one => ((IReadOnlyDictionary<string, string>, string)?)one)
        .FirstOrDefault();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        told.Enqueue((context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), body));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
