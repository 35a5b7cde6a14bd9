namespace Fixia.Shared.Notifications;

/// <summary>Which of a user's unread notifications are counted.</summary>
/// <param name="UserId">The user.</param>
/// <param name="After">Only what was created later; null for all of them.</param>
/// <param name="HasRestored">And also what the user has marked unread since, which there may be.</param>
public readonly record struct UnreadScope(string UserId, DateTimeOffset? After, bool HasRestored);
