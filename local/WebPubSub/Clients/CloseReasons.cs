namespace Fixia.Local.WebPubSub.Clients;

/// <summary>Why the endpoint ends a connection, as the client and the <c>disconnected</c> event are told.</summary>
internal static class CloseReasons
{
    public const string SlowReader = "The client reads too slowly: its outbound queue is full.";
    public const string TooMuchUnacknowledged = "The client left too many messages unacknowledged.";
    public const string NotRecovered = "The client did not recover the connection in time.";
    public const string CannotRecover = "The connection cannot be recovered.";
    public const string SocketDropped = "The client's socket dropped.";
    public const string MessageTooBig = "The client's message is too large.";
    public const string EventFailed = "Internal server error";
    public const string InvalidMessage = "The client message is not a valid JSON protocol message.";
    public const string BinaryMessage = "The JSON subprotocol requires text messages.";
    public const string NotPermitted = "The client may not send to the group.";
    public const string Stopping = "The service is stopping.";

    public static string ByServer(string reason) =>
        "Application server closed the connection." + (reason.Length == 0 ? "" : $" Reason: {reason}");
}
