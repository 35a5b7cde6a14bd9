using System.Text.Json.Serialization;

namespace Fixia.Shared.Events;

/// <summary>
/// Notifications were marked read on some device; the others follow. The change feed shows only the latest version of a
/// document, so a notification that was read before its creation was pushed is told by this event alone: a device that
/// does not know an id here syncs.
/// </summary>
/// <param name="NotificationIds">The notifications that were marked one by one; empty after a mark-all-read.</param>
/// <param name="ReadAt">When they were marked.</param>
/// <param name="ReadBefore">After a mark-all-read: every notification created up to this moment is read.</param>
public sealed record NotificationRead(
    IReadOnlyList<string> NotificationIds,
    DateTimeOffset ReadAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ReadBefore = null) : ServerEvent(EventNames.NotificationRead);
