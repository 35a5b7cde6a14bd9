namespace Fixia.Shared.Events;

/// <summary>The answer to a ping.</summary>
/// <param name="Timestamp">The server's time.</param>
public sealed record Pong(DateTimeOffset Timestamp) : ServerEvent(EventNames.Pong);
