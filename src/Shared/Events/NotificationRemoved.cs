namespace Fixia.Shared.Events;

/// <summary>Notifications were archived or deleted on some device; the others take them off their lists.</summary>
/// <param name="NotificationIds">The notifications.</param>
/// <param name="RemovedAt">When the server saw the change.</param>
public sealed record NotificationRemoved(IReadOnlyList<string> NotificationIds, DateTimeOffset RemovedAt)
    : ServerEvent(EventNames.NotificationRemoved);
