namespace Fixia.Local.WebPubSub;

/// <summary>One upstream webhook of a hub, as in howto-develop-eventhandler.</summary>
public sealed record EventHandlerSettings
{
    /// <summary>
    /// Absolute http or https URL. <c>{hub}</c> and <c>{event}</c> in its path or query are replaced;
    /// <c>{event}</c> is <c>validate</c> when the registration is checked.
    /// </summary>
    public required string UrlTemplate { get; init; }

    /// <summary>User events that it cares for: <c>*</c> for all, names separated by commas, or empty for none.</summary>
    public string UserEventPattern { get; init; } = "";

    /// <summary>System events that it cares for: <c>connect</c>, <c>connected</c>, <c>disconnected</c>.</summary>
    public IReadOnlyList<string> SystemEvents { get; init; } = [];
}
