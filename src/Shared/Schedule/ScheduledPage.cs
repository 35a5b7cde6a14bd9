using System.Text.Json.Serialization;

namespace Fixia.Shared.Schedule;

/// <summary>Some of what is to come, what is due first at the beginning.</summary>
/// <param name="At">When it was read: what was due before is late.</param>
/// <param name="Scheduled">What is to come. There may be less than was asked for, even nothing, and more on the next page.</param>
/// <param name="Cursor">Where the next page starts; null on the last one.</param>
public sealed record ScheduledPage(
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("scheduled")] IReadOnlyList<ScheduledEntry> Scheduled,
    [property: JsonPropertyName("cursor")] string? Cursor);

/// <summary>Something that is to happen once, at a time.</summary>
/// <param name="Id">Its id: that of the notification, which may be one that sleeps or was acted on, or of the summary.</param>
/// <param name="UserId">The user.</param>
/// <param name="Kind">One of <see cref="ScheduledKind"/>.</param>
/// <param name="DueAt">When.</param>
/// <param name="Type">The type of a notification that waits.</param>
/// <param name="Title">The title of a notification that waits.</param>
/// <param name="Producer">The name of the producer that wants it sent, or is to be called.</param>
/// <param name="Attempts">How often a producer could not be reached; null for anything but a webhook.</param>
public sealed record ScheduledEntry(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("due_at")] DateTimeOffset DueAt,
    [property: JsonPropertyName("type"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type,
    [property: JsonPropertyName("title"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Title,
    [property: JsonPropertyName("producer"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Producer,
    [property: JsonPropertyName("attempts"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Attempts);
