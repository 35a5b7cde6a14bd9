namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>Why a client's request failed: concept-client-protocols, Ack Response.</summary>
internal sealed record AckError(string Name, string Message)
{
    public static AckError Duplicate(ulong ackId) => new("Duplicate", $"Message with ack-id: {ackId} has been processed");

    public static AckError Forbidden(string message) => new("Forbidden", message);

    public static AckError InternalServerError(string message) => new("InternalServerError", message);
}
