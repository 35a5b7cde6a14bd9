using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Users;

/// <summary>What is kept once a user, not once a notification: the one document of a user in the container <c>users</c>.</summary>
public sealed record UserState
{
    /// <summary>The id of the document in every user's partition; a user id itself may hold characters that an id may not.</summary>
    public const string DocumentId = "state";

    /// <summary>Always <see cref="DocumentId"/>.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = DocumentId;

    /// <summary>The user, and the partition key.</summary>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <summary>Mark-all-read: every notification created up to this moment is read. It only moves forward.</summary>
    [JsonPropertyName("read_before")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReadBefore { get; init; }

    /// <summary>The bell was opened: every notification created up to this moment was seen. It only moves forward.</summary>
    [JsonPropertyName("seen_before")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SeenBefore { get; init; }

    /// <summary>
    /// Whether the user's preferences have a say in what interrupts. While they have none, nobody reads them: a push costs such
    /// a user nothing more.
    /// </summary>
    [JsonPropertyName("has_preferences")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasPreferences { get; init; }

    /// <summary>
    /// Whether the user ever took back that a notification was read, so that there may be unread ones which the watermark does not
    /// cover. While that never happened, nobody looks for them: a count costs such a user nothing more.
    /// </summary>
    [JsonPropertyName("has_restored")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasRestored { get; init; }

    /// <summary>The announcements that the user read or put away, by id, for as long as they exist.</summary>
    [JsonPropertyName("announcements")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, AnnouncementMark>? Announcements { get; init; }

    /// <summary>The version that was read, for a conditional write; null when nothing is stored yet.</summary>
    [JsonIgnore]
    public string? ETag { get; init; }

    /// <summary>
    /// Reads what is stored of a user. A member that can't be read counts as absent, so that it costs the user a mark and
    /// not the inbox. A watermark ahead of the clock would make later notifications be read at their birth, so none lies
    /// beyond the last write.
    /// </summary>
    public static UserState Read(string userId, StoredDocument stored)
    {
        var members = new MemberReader(stored.Json);
        var writtenAt = members.Number("_ts") is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.MaxValue;
        return new UserState
        {
            UserId = userId,
            ReadBefore = Watermark("read_before"),
            SeenBefore = Watermark("seen_before"),
            HasPreferences = members.Flag("has_preferences"),
            HasRestored = members.Flag("has_restored"),
            Announcements = members.Nested("announcements")?.EnumerateObject()
                .Select(member => (member.Name, Mark: AnnouncementMark.Read(member.Value)))
                .Where(member => member.Mark is not null)
                .DistinctBy(member => member.Name)
                .ToDictionary(member => member.Name, member => member.Mark!, StringComparer.Ordinal),
            ETag = stored.ETag,
        };

        DateTimeOffset? Watermark(string name) =>
            members.Time(name) is { } time ? time - FixiaDatabase.ClockTolerance > writtenAt ? writtenAt : time : null;
    }

    /// <summary>The user's mark on an announcement; null when there is none.</summary>
    public AnnouncementMark? MarkOf(string announcementId) => Announcements?.GetValueOrDefault(announcementId);
}
