namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>What a JSON client can ask for: reference-json-webpubsub-subprotocol, Requests.</summary>
internal abstract record ClientRequest
{
    /// <summary>Base of the requests that can be acknowledged and are refused when they repeat.</summary>
    public abstract record Acknowledged(ulong? AckId) : ClientRequest;

    public sealed record JoinGroup(string Group, ulong? AckId) : Acknowledged(AckId);

    public sealed record LeaveGroup(string Group, ulong? AckId) : Acknowledged(AckId);

    public sealed record SendToGroup(string Group, MessageData Data, bool NoEcho, int TtlSeconds, ulong? AckId) : Acknowledged(AckId);

    public sealed record SendEvent(string Event, MessageData Data, ulong? AckId) : Acknowledged(AckId);

    /// <summary>A user event whose answer is wanted as the answer to this request: what @azure/web-pubsub-client sends.</summary>
    public sealed record Invoke(string InvocationId, string Event, MessageData Data) : ClientRequest;

    public sealed record CancelInvocation(string InvocationId) : ClientRequest;

    public sealed record SequenceAck(ulong SequenceId) : ClientRequest;

    public sealed record Ping : ClientRequest;
}
