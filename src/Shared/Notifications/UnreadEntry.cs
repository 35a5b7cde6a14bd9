namespace Fixia.Shared.Notifications;

/// <summary>As much of an unread notification as decides whether it interrupts.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Priority">One of <see cref="NotificationPriority"/>; null, or anything else, is normal.</param>
/// <param name="CreatedAt">When it was created.</param>
public readonly record struct UnreadEntry(string Type, string? Priority, DateTimeOffset CreatedAt);
