namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>
/// One message to any number of clients. Its two forms are built at most once, on the sending thread, and then shared
/// by every recipient's queue.
/// </summary>
internal sealed class ServerMessage
{
    private readonly string? _group;
    private readonly string? _fromUserId;
    private ReadOnlyMemory<byte>? _json;

    private ServerMessage(MessageData data, string? group, string? fromUserId, long expiresAt)
    {
        Data = data;
        ExpiresAt = expiresAt;
        _group = group;
        _fromUserId = fromUserId;
    }

    public MessageData Data { get; }

    /// <summary>Timestamp (<see cref="TimeProvider.GetTimestamp"/>) after which a message still queued is dropped; 0 for never.</summary>
    public long ExpiresAt { get; }

    /// <summary>
    /// The message of the JSON subprotocols. It starts with a brace, so that a reliable recipient's
    /// <c>sequenceId</c> can be put in front of the rest without serialising again.
    /// </summary>
    public ReadOnlyMemory<byte> Json => _json ??= ServerJson.Message(Data, _group, _fromUserId);

    public static ServerMessage FromServer(MessageData data, long expiresAt = 0) => new(data, null, null, expiresAt);

    public static ServerMessage FromGroup(string group, string? fromUserId, MessageData data, long expiresAt = 0) =>
        new(data, group, fromUserId, expiresAt);
}
