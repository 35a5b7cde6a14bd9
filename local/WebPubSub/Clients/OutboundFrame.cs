using System.Net.WebSockets;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>One slot of a connection's outbound queue: a shared payload and what differs a recipient.</summary>
/// <param name="Payload">Shared with other recipients; never written to.</param>
/// <param name="Type">Kind of WebSocket frame.</param>
/// <param name="SequenceId">Number of a reliable message; 0 for none.</param>
/// <param name="ExpiresAt">Timestamp after which it is not worth sending; 0 for never.</param>
internal readonly record struct OutboundFrame(
    ReadOnlyMemory<byte> Payload, WebSocketMessageType Type, ulong SequenceId = 0, long ExpiresAt = 0)
{
    public static OutboundFrame Text(ReadOnlyMemory<byte> payload, long expiresAt = 0) =>
        new(payload, WebSocketMessageType.Text, ExpiresAt: expiresAt);

    public static OutboundFrame Binary(ReadOnlyMemory<byte> payload, long expiresAt = 0) =>
        new(payload, WebSocketMessageType.Binary, ExpiresAt: expiresAt);

    /// <summary>A reliable message: the number is put into the JSON when it is written.</summary>
    public static OutboundFrame Sequenced(ReadOnlyMemory<byte> json, ulong sequenceId, long expiresAt) =>
        new(json, WebSocketMessageType.Text, sequenceId, expiresAt);
}
