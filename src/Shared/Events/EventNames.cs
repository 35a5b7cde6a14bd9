namespace Fixia.Shared.Events;

/// <summary>
/// Every event name on the wire. Those of the server are the names of the gateway that this system replaces. Those of
/// clients are names of Web PubSub user events, which hold no colon.
/// </summary>
public static class EventNames
{
    /// <summary>Client to server: keep-alive.</summary>
    public const string Ping = "ping";

    /// <summary>Client to server: send what was missed.</summary>
    public const string SyncRequest = "sync-request";

    /// <summary>Client to server: one or more notifications were read.</summary>
    public const string MarkRead = "mark-read";

    /// <summary>Client to server: this device received notifications.</summary>
    public const string Received = "received";

    /// <summary>All that clients send.</summary>
    public static IReadOnlyList<string> OfClients { get; } = [Ping, SyncRequest, MarkRead, Received];

    /// <summary>Server to one connection: it is live.</summary>
    public const string ConnectionConfirmed = "connection-confirmed";

    /// <summary>Server to user: a notification was created or changed.</summary>
    public const string NotificationNew = "notification:new";

    /// <summary>Server to user: the exact number of unread notifications.</summary>
    public const string UnreadCount = "notification:unread-count";

    /// <summary>Server to user: notifications were marked read, on whichever device.</summary>
    public const string NotificationRead = "notification:read";

    /// <summary>Server to user: notifications were archived or deleted, on whichever device.</summary>
    public const string NotificationRemoved = "notification:removed";

    /// <summary>Server to user: a notification is unread again, or out of the archive, on whichever device.</summary>
    public const string NotificationRestored = "notification:restored";

    /// <summary>Server to user: the quiet hours are over, and this is what they silenced.</summary>
    public const string NotificationSummary = "notification:summary";

    /// <summary>Server to one connection: the answer to <see cref="SyncRequest"/>.</summary>
    public const string SyncResponse = "notification:sync-response";

    /// <summary>Server to user: the preferences were changed, on whichever device.</summary>
    public const string PreferencesChanged = "preferences:changed";

    /// <summary>Server to one connection: the answer to <see cref="Ping"/>.</summary>
    public const string Pong = "pong";

    /// <summary>Server to one connection: an event of the client was refused or failed.</summary>
    public const string Error = "error";
}
