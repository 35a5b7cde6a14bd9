namespace Fixia.Shared.Events;

/// <summary>Tells one connection that it is live.</summary>
/// <param name="UserId">The user that the connection belongs to.</param>
/// <param name="SocketId">The Web PubSub connection id.</param>
/// <param name="Timestamp">The server's time.</param>
public sealed record ConnectionConfirmed(string UserId, string SocketId, DateTimeOffset Timestamp) : ServerEvent(EventNames.ConnectionConfirmed)
{
    /// <summary>Always <c>connected</c>.</summary>
    public string Status { get; } = "connected";
}
