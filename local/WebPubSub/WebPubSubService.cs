using System.Net.WebSockets;
using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Faults;
using Fixia.Local.WebPubSub.Hubs;
using Fixia.Local.WebPubSub.Security;
using Fixia.Local.WebPubSub.Upstream;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.WebPubSub;

/// <summary>What the parts of one endpoint share.</summary>
internal sealed class WebPubSubService : IDisposable
{
    /// <summary>The host name that upstream requests name as their origin, as the service names its domain.</summary>
    public const string Host = "127.0.0.1";

    private readonly CancellationTokenSource _stopping = new();

    public WebPubSubService(WebPubSubEndpointOptions options)
    {
        Options = options;
        Key = new AccessKey(options.AccessKey, options.TimeProvider);
        Hubs = new HubCollection(options.Limits);
        Faults = new FaultInjector(Hubs, options.TimeProvider);
        Logger = options.LoggerFactory.CreateLogger("Fixia.Local.WebPubSub");
        Upstream = new UpstreamClient(options, Key, Faults, Logger, Host);
    }

    public WebPubSubEndpointOptions Options { get; }

    public AccessKey Key { get; }

    public HubCollection Hubs { get; }

    public UpstreamClient Upstream { get; }

    public FaultInjector Faults { get; }

    public ILogger Logger { get; }

    /// <summary>Set when upstream calls that still run are to be given up.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Closes every connection and lets their <c>disconnected</c> events out.</summary>
    public async Task StopAsync()
    {
        Upstream.StopRetrying();
        var connections = Hubs.All.SelectMany(hub => hub.All()).ToArray();
        foreach (var connection in connections)
        {
            connection.Close(CloseReasons.Stopping, WebSocketCloseStatus.EndpointUnavailable);
        }

        var drained = Task.WhenAll(connections.Select(connection => connection.Upstream.Drained));
        await Task.WhenAny(drained, Task.Delay(Options.Timeouts.Stop, Options.TimeProvider, Stopping));
        await _stopping.CancelAsync();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        Upstream.Dispose();
    }
}
