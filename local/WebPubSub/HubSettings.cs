namespace Fixia.Local.WebPubSub;

/// <summary>Settings of one hub, as in howto-develop-eventhandler.</summary>
public sealed record HubSettings
{
    /// <summary>Event handlers in priority order: the first that cares for an event gets it.</summary>
    public IReadOnlyList<EventHandlerSettings> EventHandlers { get; init; } = [];

    /// <summary>Whether clients can connect without an access token.</summary>
    public bool AllowAnonymous { get; init; }
}
