namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>The event handlers of a hub, ready to match: howto-develop-eventhandler, Event handler settings.</summary>
internal sealed class HubUpstream(IReadOnlyList<EventHandler> handlers, bool allowAnonymous)
{
    public static HubUpstream None { get; } = new([], allowAnonymous: false);

    public IReadOnlyList<EventHandler> Handlers { get; } = handlers;

    public bool AllowAnonymous { get; } = allowAnonymous;

    /// <summary>The handler that a system event goes to: the first that cares.</summary>
    public EventHandler? ForSystemEvent(string name) => Handlers.FirstOrDefault(handler => handler.CaresForSystemEvent(name));

    /// <summary>The handler that a user event goes to: the first that cares.</summary>
    public EventHandler? ForUserEvent(string name) => Handlers.FirstOrDefault(handler => handler.CaresForUserEvent(name));
}
