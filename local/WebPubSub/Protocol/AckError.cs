namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>Why a client's request failed: concept-client-protocols, Ack Response.</summary>
internal sealed record AckError(string Name, string Message)
{
    /// <summary>A user event failed. Why is in the log, and no client's business.</summary>
    public static AckError InternalServerError { get; } = new("InternalServerError", "Internal server error");

    public static AckError Duplicate(ulong ackId) => new("Duplicate", $"Message with ack-id: {ackId} has been processed");

    public static AckError Forbidden(string message) => new("Forbidden", message);
}
