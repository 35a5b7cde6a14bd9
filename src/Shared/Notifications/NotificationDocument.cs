using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Fixia.Shared.Notifications;

/// <summary>
/// A notification as stored in the container <c>notifications</c>. Producers may write such documents themselves, so
/// only <c>id</c>, <c>user_id</c>, <c>type</c>, <c>title</c> and <c>created_at</c> are required: a <see cref="NotificationReader"/>
/// reads them.
/// </summary>
public sealed record NotificationDocument : Content
{
    /// <summary>Begins an empty one.</summary>
    public NotificationDocument()
    {
    }

    /// <summary>Begins one that says what <paramref name="content"/> says.</summary>
    [SetsRequiredMembers]
    public NotificationDocument(string id, string userId, Content content)
        : base(content) => (Id, UserId) = (id, userId);

    /// <summary>Unique within the user; a UUIDv7, or derived from the producer's idempotency key.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The recipient, and the partition key.</summary>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <summary>What it belongs to, such as a conversation: devices show the unread ones of one group as one entry. Null for none.</summary>
    [JsonPropertyName("group_key")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GroupKey { get; init; }

    /// <summary>Its buttons; null when there are none.</summary>
    [JsonPropertyName("actions")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NotificationAction>? Actions { get; init; }

    /// <summary>The button that was pressed; null before. There is one for all devices, and it stays.</summary>
    [JsonPropertyName("outcome")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NotificationOutcome? Outcome { get; init; }

    /// <summary>True once this notification was marked read by itself; see also <see cref="Users.UserState.ReadBefore"/>.</summary>
    [JsonPropertyName("read")]
    public bool Read { get; init; }

    /// <summary>When it was marked read.</summary>
    [JsonPropertyName("read_at")]
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>When its producer last changed what it says; absent when that never happened.</summary>
    [JsonPropertyName("updated_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When it stops to exist; null lives on. <see cref="TimeToLive"/> is derived from it at every write.</summary>
    [JsonPropertyName("expires_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>One of <see cref="NotificationRemoval"/> once the user put it away; absent before. What is removed is also read.</summary>
    [JsonPropertyName("removed")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Removed { get; init; }

    /// <summary>When one comes back that is <see cref="NotificationRemoval.Snoozed"/>; of no matter for others.</summary>
    [JsonPropertyName("snoozed_until")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>
    /// When it was created first, once it has come back from a snooze: <see cref="Content.CreatedAt"/> is then when it did. Absent before,
    /// and of what never was restored.
    /// </summary>
    [JsonPropertyName("sent_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>
    /// How often the user took back that it was read or put away. Within one number being read or removed is final, so it tells
    /// which of two versions is the later one. Where it is not 0, no watermark covers it: the user has spoken about this one.
    /// </summary>
    [JsonPropertyName("restores")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Restores { get; init; }

    /// <summary>
    /// What <see cref="Restores"/> was when its last snooze was over, so that the write which ended it can be told from later ones. 0 when
    /// there was none.
    /// </summary>
    [JsonPropertyName("woken")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Woken { get; init; }

    /// <summary>Seconds after the last write at which Cosmos DB deletes the document; null keeps the container's default.</summary>
    [JsonPropertyName("ttl")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TimeToLive { get; init; }

    /// <summary>
    /// The W3C <c>traceparent</c> of who created it, so that the push goes on with that trace; clients never see it.
    /// Absent when nothing was traced; a malformed one is ignored.
    /// </summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>The name of the producer that created it; absent when that had none, or wrote it directly. Clients never see it.</summary>
    [JsonPropertyName("producer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Producer { get; init; }

    /// <summary>Seconds since 1970 of the last write, set by Cosmos DB; orders a sync.</summary>
    [JsonPropertyName("_ts")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Timestamp { get; init; }
}
