using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Schedule;

/// <summary>
/// The one document of a user that says when the summary of the quiet hours is due: at their end, which is also the end of what
/// is counted. It exists from the first notification that they silence until the summary was pushed.
/// </summary>
public sealed record QuietSummary : ScheduledDocument
{
    /// <summary>The id of the document in every user's partition; a user id itself may hold characters that an id may not.</summary>
    public const string DocumentId = "quiet-summary";

    /// <summary>
    /// For how long after it is due the document is kept, and a push that fails is repeated. Later than that nobody asks any
    /// more what there was in the night.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Always <see cref="DocumentId"/>.</summary>
    [JsonPropertyName("id")]
    public override string Id { get; init; } = DocumentId;

    /// <summary>When the oldest of the notifications was created that were silenced.</summary>
    [JsonPropertyName("since")]
    public required DateTimeOffset Since { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override TimeSpan KeptFor => Lifetime;

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
}
