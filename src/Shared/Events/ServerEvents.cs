using System.Text.Json.Serialization;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;

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

/// <summary>A notification was created, or changed in a way other than being read. Clients upsert it by id.</summary>
/// <param name="Notification">The notification as it is now.</param>
/// <param name="ReceivedAt">When the server saw the change.</param>
/// <param name="Attention">Whether it interrupts; null for what devices decide themselves, an announcement.</param>
/// <param name="AttentionByDevice">The devices on which it does the other thing, by device id; null when there is none.</param>
public sealed record NotificationNew(
    Notification Notification,
    DateTimeOffset ReceivedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Attention? Attention = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, Attention>? AttentionByDevice = null)
    : ServerEvent(EventNames.NotificationNew);

/// <summary>What the user wants has changed, on whichever device; the devices read it again.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Etag">The new version: a device that knows it need not read.</param>
/// <param name="UpdatedAt">When it was stored, in whole seconds.</param>
public sealed record PreferencesChanged(string UserId, string Etag, DateTimeOffset UpdatedAt) : ServerEvent(EventNames.PreferencesChanged);

/// <summary>The exact number of a user's unread notifications; also the answer of <c>GET notifications/unread-count</c>.</summary>
/// <param name="Count">The number.</param>
/// <param name="Unseen">How many of those arrived since the user opened the bell last: what the badge shows.</param>
/// <param name="UpdatedAt">When it was counted.</param>
/// <param name="Announced">
/// When the newest announcement was created that the counts have in them; null when there is none. One that is newer a
/// device adds itself: the instance that counted did not know it yet.
/// </param>
/// <param name="HasMore">True when more changed than was pushed: the device should sync.</param>
/// <param name="UserId">Whose it is, in the answer of <c>GET notifications/unread-count</c>.</param>
/// <param name="ByType">The number of each type that has any unread.</param>
public sealed record UnreadCount(
    int Count,
    int Unseen,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? Announced,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool HasMore = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UserId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, int>? ByType = null)
    : ServerEvent(EventNames.UnreadCount)
{
    /// <summary>Whether it tells the same as another one, whenever either was counted.</summary>
    public bool IsSameAs(UnreadCount other) =>
        this == other with { UpdatedAt = UpdatedAt, HasMore = HasMore, ByType = ByType }
        && (ByType?.Count ?? 0) == (other.ByType?.Count ?? 0)
        && (ByType?.All(type => other.ByType?.GetValueOrDefault(type.Key) == type.Value) ?? true);
}

/// <summary>
/// Notifications were marked read on some device; the others follow. The change feed shows only the latest version of a
/// document, so a notification that was read before its creation was pushed is told by this event alone: a device that
/// does not know an id here syncs.
/// </summary>
/// <param name="NotificationIds">The notifications that were marked one by one; empty after a mark-all-read.</param>
/// <param name="ReadAt">When they were marked.</param>
/// <param name="ReadBefore">
/// After a mark-all-read: every notification created up to this moment is read, but for those that the user has marked unread.
/// </param>
/// <param name="Restores">The <see cref="Notification.Restores"/> of those that have any, by id; null when there is none.</param>
public sealed record NotificationRead(
    IReadOnlyList<string> NotificationIds,
    DateTimeOffset ReadAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ReadBefore = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, int>? Restores = null)
    : ServerEvent(EventNames.NotificationRead);

/// <summary>
/// The user took back that a notification was read or put away, on some device; the others show it as it is here, if they know of
/// no later version.
/// </summary>
/// <param name="Notification">The notification as it is now.</param>
/// <param name="RestoredAt">When the server saw the change.</param>
/// <param name="Attention">As in <see cref="NotificationNew"/> when its snooze is over; null when the user brought it back.</param>
/// <param name="AttentionByDevice">As in <see cref="NotificationNew"/>.</param>
public sealed record NotificationRestored(
    Notification Notification,
    DateTimeOffset RestoredAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Attention? Attention = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, Attention>? AttentionByDevice = null)
    : ServerEvent(EventNames.NotificationRestored);

/// <summary>Notifications were archived, snoozed or deleted on some device; the others take them off their lists.</summary>
/// <param name="NotificationIds">The notifications.</param>
/// <param name="RemovedAt">When the server saw the change.</param>
/// <param name="Archived">Those among them that are in the archive; null when there is none.</param>
/// <param name="Restores">As in <see cref="NotificationRead"/>.</param>
/// <param name="Snoozed">When those among them come back that are snoozed, by id; null when there is none.</param>
public sealed record NotificationRemoved(
    IReadOnlyList<string> NotificationIds,
    DateTimeOffset RemovedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Archived = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, int>? Restores = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, DateTimeOffset>? Snoozed = null)
    : ServerEvent(EventNames.NotificationRemoved);

/// <summary>
/// The user's quiet hours are over: what they silenced, and is still unseen, in one event. A device looks for itself under
/// <paramref name="ByDevice"/>, else at the first two numbers, and calls its user once if there is anything.
/// </summary>
/// <param name="Id">Which summary it is: the same when it is told again, so that a device shows it once.</param>
/// <param name="Since">When the oldest notification was created that they silenced.</param>
/// <param name="Until">When they ended. What was created from then on interrupts by itself.</param>
/// <param name="Count">How many notifications.</param>
/// <param name="Types">How many of each type, by type.</param>
/// <param name="ByDevice">The devices for which it is another number, by device id, 0 for one that gets nothing; null when there is none.</param>
/// <param name="More">True when there are more than were counted.</param>
public sealed record NotificationSummary(
    string Id,
    DateTimeOffset Since,
    DateTimeOffset Until,
    int Count,
    IReadOnlyDictionary<string, int> Types,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, SummaryCount>? ByDevice = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool More = false) : ServerEvent(EventNames.NotificationSummary);

/// <summary>The answer to a sync request. The first three members are the old contract, the rest saves an HTTP round trip.</summary>
/// <param name="UserId">The user that asked.</param>
/// <param name="RequestedAt">When the server received the request. A count that was told with a later <c>updatedAt</c> is the newer one.</param>
/// <param name="Notifications">What was created or changed since the cursor, oldest change first.</param>
/// <param name="UnreadCount">The exact number of unread notifications.</param>
/// <param name="UnseenCount">How many of those arrived since the user opened the bell last.</param>
/// <param name="Cursor">Where the next sync starts, in an empty inbox too: the next one must return all that came since, not the newest page.</param>
/// <param name="HasMore">Whether to ask again at once, with the cursor.</param>
/// <param name="ReadBefore">The user's mark-all-read watermark.</param>
/// <param name="Announced">As in <see cref="Events.UnreadCount"/>.</param>
/// <param name="Attention">The unread ones that do not interrupt everywhere, by id; null when there is none.</param>
/// <param name="ByType">The unread ones of each type that has any.</param>
public sealed record SyncResponse(
    string UserId,
    DateTimeOffset RequestedAt,
    IReadOnlyList<Notification> Notifications,
    int UnreadCount,
    int UnseenCount,
    string Cursor,
    bool HasMore,
    DateTimeOffset? ReadBefore,
    DateTimeOffset? Announced,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, ShownAttention>? Attention = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, int>? ByType = null)
    : ServerEvent(EventNames.SyncResponse)
{
    /// <summary>Always <c>sync-requested</c>.</summary>
    public string Status { get; } = "sync-requested";
}

/// <summary>The answer to a ping.</summary>
/// <param name="Timestamp">The server's time.</param>
public sealed record Pong(DateTimeOffset Timestamp) : ServerEvent(EventNames.Pong);

/// <summary>
/// A client's event was refused or failed. It is sent with a 2xx like every other reply, because the service may drop the
/// connection of a client whose event is answered otherwise.
/// </summary>
/// <param name="Code">One of <see cref="EventErrorCodes"/>.</param>
/// <param name="Message">What to correct, for the developer of the client.</param>
/// <param name="Event">The name of the event that failed.</param>
/// <param name="RetryAfterMs">How many milliseconds to wait before trying again; null when nobody can tell.</param>
public sealed record EventError(
    string Code,
    string Message,
    string Event,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfterMs = null) : ServerEvent(EventNames.Error);
