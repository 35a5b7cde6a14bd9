using System.Text.Json.Serialization;
using Fixia.Shared.Data;
using Fixia.Shared.Webhooks;

namespace Fixia.Shared.Schedule;

/// <summary>
/// A producer is to hear which button of its notification was pressed. It is stored before that is, so nothing can be pressed and the
/// producer never hear of it, and says which it was as soon as that is known.
/// </summary>
public sealed record ActionCall : ScheduledDocument
{
    internal const string Prefix = "action-";

    /// <inheritdoc/>
    [JsonPropertyName("id")]
    public override required string Id { get; init; }

    /// <summary>The notification; empty where that can't be read, about which nobody is told.</summary>
    [JsonPropertyName("notification_id")]
    public required string NotificationId { get; init; }

    /// <summary>The name of the producer; absent when it has none.</summary>
    [JsonPropertyName("producer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Producer { get; init; }

    /// <summary>When a button was about to be pressed.</summary>
    [JsonPropertyName("asked_at")]
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>What is to be told; absent before it is known. The notification may have expired by the time that the producer hears of it.</summary>
    [JsonPropertyName("acted")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ActedData? Acted { get; init; }

    /// <summary>How often the producer could not be reached.</summary>
    [JsonPropertyName("attempts")]
    public int Attempts { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override TimeSpan KeptFor => ScheduledNotification.Lifetime;

    /// <summary>The id of the call about a notification; of different users they differ, as producers know what they have heard by it.</summary>
    public static string IdOf(string userId, string notificationId) => DeriveId(Prefix, $"{userId}\n{notificationId}");

    /// <summary>Whether an id is one of these.</summary>
    public static bool IsId(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads what is stored. A time that can't be read makes it due, so that it goes.</summary>
    public static ActionCall Read(string userId, string id, StoredDocument stored)
    {
        var members = new MemberReader(stored.Json);
        return new ActionCall
        {
            Id = id,
            UserId = userId,
            NotificationId = members.LenientText("notification_id") ?? "",
            Producer = members.LenientText("producer"),
            AskedAt = members.LenientTime("asked_at") ?? DateTimeOffset.UnixEpoch,
            Acted = ActedData.Read(members.Member("acted")),
            DueAt = members.LenientTime("due_at") ?? DateTimeOffset.UnixEpoch,
            Attempts = (int)Math.Clamp(members.LenientNumber("attempts") ?? 0, 0, int.MaxValue),
            ClaimedAt = members.LenientTime("claimed_at"),
            ETag = stored.ETag,
        };
    }
}
