namespace Fixia.Shared.Notifications;

/// <summary>A place in the order in which a user's notifications were written, and what was written there.</summary>
/// <param name="Timestamp">The <c>_ts</c> of Cosmos DB, in seconds since 1970.</param>
/// <param name="Id">The id, which breaks ties.</param>
/// <param name="Document">The notification; null when it can't be read.</param>
public readonly record struct NotificationChange(long Timestamp, string Id, NotificationDocument? Document);
