namespace Fixia.Shared.Notifications;

/// <summary>The answer to a producer: one notification a user, in the order of the request.</summary>
public sealed record CreatedNotifications(IReadOnlyList<Notification> Notifications);
