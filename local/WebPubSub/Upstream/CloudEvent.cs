using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>One event on its way to a handler: reference-cloud-events, Web PubSub CloudEvents attribute extension.</summary>
/// <param name="Id">Its number among the connection's events: 0 is <c>connect</c>.</param>
/// <param name="Hub">Name of the hub.</param>
/// <param name="Client">The client that it is about.</param>
/// <param name="State">The client's connection state.</param>
/// <param name="Name">Name without prefix.</param>
/// <param name="IsSystem">System event rather than user event.</param>
/// <param name="ContentType">Media type of the body.</param>
/// <param name="Body">Body.</param>
internal sealed record CloudEvent(
    long Id, string Hub, ClientIdentity Client, string? State, string Name, bool IsSystem, string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>What goes as headers beside the body.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    private const string SystemContentType = "application/json; charset=utf-8";

    public string Type => IsSystem ? $"azure.webpubsub.sys.{Name}" : $"azure.webpubsub.user.{Name}";

    public string Source => $"/hubs/{Hub}/client/{Client.ConnectionId}";

    public static CloudEvent Connect(string hub, ClientIdentity client, ReadOnlyMemory<byte> json) =>
        new(Id: 0, hub, client, State: null, "connect", IsSystem: true, SystemContentType, json);

    public static CloudEvent System(ClientConnection connection, string name, ReadOnlyMemory<byte> json) => new(
        connection.NextEventId(), connection.Hub.Name, connection.Identity, connection.State, name, IsSystem: true, SystemContentType, json);

    public static CloudEvent User(ClientConnection connection, string name, MessageData data) =>
        new(connection.NextEventId(), connection.Hub.Name, connection.Identity, connection.State, name, IsSystem: false, data.MediaType, data.Bytes)
        {
            Metadata = data.Metadata,
        };
}
