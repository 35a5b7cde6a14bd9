using System.Text.Json.Serialization;
using Fixia.Shared.Delivery;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Operations;

/// <summary>What is known of one user's notifications: why something arrived or did not.</summary>
public sealed record Timeline
{
    /// <summary>The user.</summary>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <summary>A page of them, newest first, those that were removed included.</summary>
    [JsonPropertyName("notifications")]
    public required IReadOnlyList<TimelineEntry> Notifications { get; init; }

    /// <summary>Where the next page begins; null at the end.</summary>
    [JsonPropertyName("cursor")]
    public string? Cursor { get; init; }

    /// <summary>The devices that introduced themselves.</summary>
    [JsonPropertyName("devices")]
    public required IReadOnlyList<TimelineDevice> Devices { get; init; }

    /// <summary>What is to come.</summary>
    [JsonPropertyName("scheduled")]
    public required IReadOnlyList<TimelineScheduled> Scheduled { get; init; }

    /// <summary>What failed for this user, newest first.</summary>
    [JsonPropertyName("dead_letters")]
    public required IReadOnlyList<DeadLetter> DeadLetters { get; init; }

    /// <summary>Everything up to this moment was marked read.</summary>
    [JsonPropertyName("read_before")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReadBefore { get; init; }

    /// <summary>Everything up to this moment was seen.</summary>
    [JsonPropertyName("seen_before")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SeenBefore { get; init; }
}

/// <summary>One notification, and what became of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Title">Its title.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Producer">The name of the producer that created it.</param>
/// <param name="CreatedAt">When it was stored, or came back from its last snooze.</param>
/// <param name="UpdatedAt">When its producer last changed it.</param>
/// <param name="ExpiresAt">When it stops to exist.</param>
/// <param name="Seen">Whether it was seen.</param>
/// <param name="Read">Whether it was read.</param>
/// <param name="ReadAt">When, as far as that is known.</param>
/// <param name="Removed">How it was put away.</param>
/// <param name="SnoozedUntil">When it comes back.</param>
/// <param name="SentAt">When it was stored, if it came back from a snooze since.</param>
/// <param name="Outcome">The button that was pressed.</param>
/// <param name="Attention">What the preferences of today decide for the moment at which it was created, and the rule that does.</param>
/// <param name="Exceptions">On which devices they decide otherwise.</param>
/// <param name="Received">The devices that received it, in order.</param>
public sealed record TimelineEntry(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("priority")] string Priority,
    [property: JsonPropertyName("producer"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Producer,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("updated_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? UpdatedAt,
    [property: JsonPropertyName("expires_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ExpiresAt,
    [property: JsonPropertyName("seen")] bool Seen,
    [property: JsonPropertyName("read")] bool Read,
    [property: JsonPropertyName("read_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ReadAt,
    [property: JsonPropertyName("removed"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Removed,
    [property: JsonPropertyName("snoozed_until"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? SnoozedUntil,
    [property: JsonPropertyName("sent_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? SentAt,
    [property: JsonPropertyName("outcome"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NotificationOutcome? Outcome,
    [property: JsonPropertyName("attention")] Ruling Attention,
    [property: JsonPropertyName("exceptions"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, Ruling>? Exceptions,
    [property: JsonPropertyName("received")] IReadOnlyList<TimelineReceipt> Received);

/// <summary>That a device received a notification.</summary>
/// <param name="DeviceId">The device, as it calls itself.</param>
/// <param name="DeviceKind">What it is.</param>
/// <param name="ReceivedAt">When it was told.</param>
/// <param name="Shown">Whether it interrupted there.</param>
public sealed record TimelineReceipt(
    [property: JsonPropertyName("device_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DeviceId,
    [property: JsonPropertyName("device_kind"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeviceKind? DeviceKind,
    [property: JsonPropertyName("received_at")] DateTimeOffset ReceivedAt,
    [property: JsonPropertyName("shown")] bool Shown);

/// <summary>A device of the user.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What the user calls it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Level">What it lets through.</param>
/// <param name="LastSeenAt">When it last connected, give or take a day.</param>
public sealed record TimelineDevice(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    [property: JsonPropertyName("kind"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeviceKind? Kind,
    [property: JsonPropertyName("level"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeviceLevel? Level,
    [property: JsonPropertyName("last_seen_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LastSeenAt);

/// <summary>What is to come for the user.</summary>
/// <param name="Id">Its id: that of the notification, which may be one that sleeps or was acted on, or of the summary.</param>
/// <param name="Kind"><c>notification</c>, <c>snooze</c>, <c>webhook</c> or <c>summary</c>.</param>
/// <param name="DueAt">When.</param>
/// <param name="Type">The type of the notification.</param>
/// <param name="Title">The title of the notification.</param>
public sealed record TimelineScheduled(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("due_at")] DateTimeOffset DueAt,
    [property: JsonPropertyName("type"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type = null,
    [property: JsonPropertyName("title"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Title = null);
