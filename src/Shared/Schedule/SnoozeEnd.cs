using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Schedule;

/// <summary>
/// Says when a notification is to be woken that its user has snoozed. The notification itself has the last word: it may have been
/// woken by hand, or snoozed anew, and then nothing happens.
/// </summary>
public sealed record SnoozeEnd : ScheduledDocument
{
    internal const string Prefix = "snooze-";

    /// <inheritdoc/>
    [JsonPropertyName("id")]
    public override required string Id { get; init; }

    /// <summary>The notification that sleeps; empty where that can't be read, which wakes nothing.</summary>
    [JsonPropertyName("notification_id")]
    public required string NotificationId { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override TimeSpan KeptFor => ScheduledNotification.Lifetime;

    /// <summary>Begins one that is not stored yet.</summary>
    public static SnoozeEnd Of(string userId, string notificationId, DateTimeOffset dueAt) =>
        new() { Id = IdOf(notificationId), UserId = userId, NotificationId = notificationId, DueAt = dueAt };

    /// <summary>The id of the document that wakes a notification.</summary>
    public static string IdOf(string notificationId) => DeriveId(Prefix, notificationId);

    /// <summary>Whether an id is one of these.</summary>
    public static bool IsId(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads what is stored. A time that can't be read makes it due, so that it goes.</summary>
    public static SnoozeEnd Read(string userId, string id, StoredDocument stored)
    {
        var members = new MemberReader(stored.Json);
        return new SnoozeEnd
        {
            Id = id,
            UserId = userId,
            NotificationId = members.LenientText("notification_id") ?? "",
            DueAt = members.LenientTime("due_at") ?? DateTimeOffset.UnixEpoch,
            ClaimedAt = members.LenientTime("claimed_at"),
            ETag = stored.ETag,
        };
    }
}
