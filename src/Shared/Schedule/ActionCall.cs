using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Schedule;

/// <summary>
/// A producer is to hear which button of its notification was pressed. It is stored before that is, so nothing can be pressed and the
/// producer never hear of it; which button it was, the notification says.
/// </summary>
public sealed record ActionCall : ScheduledDocument
{
    private const string Prefix = "action-";

    /// <summary>Derived from the notification, whose own id may be as long as an id can be; also what the call is known by to its producer.</summary>
    [JsonPropertyName("id")]
    public override required string Id { get; init; }

    /// <summary>The notification.</summary>
    [JsonPropertyName("notification_id")]
    public required string NotificationId { get; init; }

    /// <summary>When a button was about to be pressed.</summary>
    [JsonPropertyName("asked_at")]
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>How often the producer could not be reached.</summary>
    [JsonPropertyName("attempts")]
    public int Attempts { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override TimeSpan KeptFor => ScheduledNotification.Lifetime;

    /// <summary>Begins one that is not stored yet.</summary>
    public static ActionCall Of(string userId, string notificationId, DateTimeOffset now) =>
        new() { Id = IdOf(userId, notificationId), UserId = userId, NotificationId = notificationId, AskedAt = now, DueAt = now };

    /// <summary>The id of the call about a notification; of different users they differ, as producers know calls by them.</summary>
    public static string IdOf(string userId, string notificationId) =>
        Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{userId}\n{notificationId}")));

    /// <summary>Whether an id is one of these.</summary>
    public static bool IsId(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads what is stored. A time that can't be read makes it due.</summary>
    /// <returns>Null when it does not say what it is about; then <paramref name="flaw"/> says so.</returns>
    public static ActionCall? Read(string userId, StoredDocument stored, out string? flaw)
    {
        var members = new MemberReader(stored.Json);
        var notificationId = members.RequiredText("notification_id");
        flaw = members.Flaw;
        return flaw is not null ? null : Of(userId, notificationId, members.LenientTime("asked_at") ?? DateTimeOffset.UnixEpoch) with
        {
            DueAt = members.LenientTime("due_at") ?? DateTimeOffset.UnixEpoch,
            Attempts = (int)Math.Clamp(members.LenientNumber("attempts") ?? 0, 0, int.MaxValue),
            ClaimedAt = members.LenientTime("claimed_at"),
            ETag = stored.ETag,
        };
    }
}
