using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Schedule;

/// <summary>
/// The one document of a user in the container <c>scheduled</c> that says when the summary of the quiet hours is due. It exists
/// from the first notification that they silence until the summary was pushed; the queue only says when to look at it.
/// </summary>
public sealed record QuietSummary
{
    /// <summary>The id of the document in every user's partition; a user id itself may hold characters that an id may not.</summary>
    public const string DocumentId = "quiet-summary";

    /// <summary>
    /// For how long after it is due the document is kept, and a push that fails is repeated. Later than that nobody asks any
    /// more what there was in the night.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>For how long a claim keeps others from firing: far longer than a push takes with all its retries.</summary>
    public static readonly TimeSpan ClaimLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Always <see cref="DocumentId"/>.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = DocumentId;

    /// <summary>The user, and the partition key.</summary>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <summary>When the oldest of the notifications was created that were silenced.</summary>
    [JsonPropertyName("since")]
    public required DateTimeOffset Since { get; init; }

    /// <summary>The end of the quiet hours, and of what is counted. A queue message of another time is of no matter any more.</summary>
    [JsonPropertyName("due_at")]
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When an instance began to fire it; null before that. A claim that is older than its lifetime is one of an instance that died.</summary>
    [JsonPropertyName("claimed_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>Seconds after the last write at which Cosmos DB deletes what was left over.</summary>
    [JsonPropertyName("ttl")]
    public int TimeToLive { get; init; }

    /// <summary>The version that was read, for a conditional write; null when nothing is stored yet.</summary>
    [JsonIgnore]
    public string? ETag { get; init; }

    /// <summary>
    /// Reads what is stored. A time that can't be read makes it one that is over and holds nothing, so that it goes with the next
    /// look at it.
    /// </summary>
    public static QuietSummary Read(string userId, StoredDocument stored)
    {
        var members = new MemberReader(stored.Json);
        return new QuietSummary
        {
            UserId = userId,
            Since = members.Time("since") ?? DateTimeOffset.MaxValue,
            DueAt = members.Time("due_at") ?? DateTimeOffset.UnixEpoch,
            ClaimedAt = members.Time("claimed_at"),
            ETag = stored.ETag,
        };
    }

    /// <summary>Whether somebody is at it, and not for longer than that can take.</summary>
    public bool IsClaimed(DateTimeOffset now) => ClaimedAt + ClaimLifetime > now;
}
