using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Schedule;

/// <summary>
/// Says when a notification is to be woken that its user has snoozed. The notification itself has the last word: it may have been
/// woken by hand, or snoozed anew, and then nothing happens.
/// </summary>
public sealed record SnoozeEnd : ScheduledDocument
{
    private const string Prefix = "snooze-";

    /// <inheritdoc/>
    [JsonPropertyName("id")]
    public override required string Id { get; init; }

    /// <summary>The notification that sleeps.</summary>
    [JsonIgnore]
    public string NotificationId => Id[Prefix.Length..];

    /// <inheritdoc/>
    [JsonIgnore]
    public override TimeSpan KeptFor => ScheduledNotification.Lifetime;

    /// <summary>The id of the document that wakes a notification.</summary>
    public static string IdOf(string notificationId) => Prefix + notificationId;

    /// <summary>Whether an id is one of these.</summary>
    public static bool IsId(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads what is stored. A time that can't be read makes it due.</summary>
    public static SnoozeEnd Read(string userId, string id, StoredDocument stored)
    {
        var members = new MemberReader(stored.Json);
        return new SnoozeEnd
        {
            Id = id,
            UserId = userId,
            DueAt = members.Time("due_at") ?? DateTimeOffset.UnixEpoch,
            ClaimedAt = members.Time("claimed_at"),
            ETag = stored.ETag,
        };
    }
}
