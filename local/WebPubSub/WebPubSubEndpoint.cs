using System.Net;
using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Faults;
using Fixia.Local.WebPubSub.Protocol;
using Fixia.Local.WebPubSub.Rest;
using Fixia.Local.WebPubSub.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fixia.Local.WebPubSub;

/// <summary>
/// Plays Azure Web PubSub on one machine: client WebSockets, the data-plane REST API and upstream event handlers.
/// What it plays, and where it differs, is in docs/web-pubsub-support.md.
/// </summary>
public sealed class WebPubSubEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WebPubSubService _service;
    private bool _disposed;

    private WebPubSubEndpoint(WebApplication app, WebPubSubService service, Uri endpoint)
    {
        _app = app;
        _service = service;
        Endpoint = endpoint;
    }

    /// <summary>Base address, such as <c>http://127.0.0.1:5080/</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>The connection string that every Web PubSub SDK takes. It holds the access key.</summary>
    public string ConnectionString =>
        $"Endpoint=http://{Endpoint.Host};Port={Endpoint.Port};AccessKey={_service.Options.AccessKey};Version=1.0;";

    /// <summary>Makes this endpoint misbehave on command. Nothing is on at start.</summary>
    public FaultInjector Faults => _service.Faults;

    /// <summary>Starts an endpoint.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<WebPubSubEndpoint> StartAsync(WebPubSubEndpointOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();

        var service = new WebPubSubService(options);
        var app = Build(service);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            service.Dispose();
            throw;
        }

        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        var endpoint = new WebPubSubEndpoint(app, service, new Uri(address));
        Log.Listening(service.Logger, endpoint.Endpoint);
        return endpoint;
    }

    /// <summary>
    /// Sets a hub's event handlers after each of them passed the abuse protection. Connections that are open use the new
    /// ones from their next event on. Can be called again at any time.
    /// </summary>
    /// <exception cref="ArgumentException">The hub's name or a handler's settings are not ones that the service takes.</exception>
    /// <exception cref="EventHandlerValidationException">A handler did not allow this endpoint; the hub keeps its settings.</exception>
    public async Task ConfigureHubAsync(string hub, HubSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(settings);
        if (!Names.IsHub(hub))
        {
            throw new ArgumentException($"'{hub}' is not a hub name.", nameof(hub));
        }

        var target = _service.Hubs.Get(hub);
        var handlers = settings.EventHandlers.Select(handler => new Upstream.EventHandler(handler)).ToArray();
        foreach (var handler in handlers)
        {
            await _service.Upstream.ValidateAsync(handler.Resolve(target.Name, "validate"), cancellationToken);
        }

        target.Upstream = new HubUpstream(handlers, settings.AllowAnonymous);
    }

    /// <summary>
    /// Stops listening, closes every connection and lets their <c>disconnected</c> events out, all within
    /// <see cref="WebPubSubTimeouts.Stop"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await Task.WhenAll(_service.StopAsync(), _app.StopAsync());
        await _app.DisposeAsync();
        _service.Dispose();
    }

    private static WebApplication Build(WebPubSubService service)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();

        // Nothing here blocks a thread, so a write can go to its socket on the thread that makes it.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = service.Options.Limits.MaxRestMessageBytes;
            kestrel.Listen(IPAddress.Loopback, service.Options.Port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = service.Options.Timeouts.Stop);

        var app = builder.Build();
        var clients = new ClientEndpoint(service);
        var rest = new RestEndpoint(service);
        var faults = new FaultEndpoint(service.Faults);
        app.Run(context => context.Request.Path switch
        {
            var path when path.StartsWithSegments("/client", StringComparison.OrdinalIgnoreCase) => clients.HandleAsync(context),
            var path when service.Options.FaultEndpoint && path.StartsWithSegments(FaultEndpoint.Path, out var below) => faults.HandleAsync(context, below.Value!.Trim('/')),
            _ => rest.HandleAsync(context),
        });
        return app;
    }
}
