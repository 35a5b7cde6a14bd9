using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Fixia.Shared.Schedule;

/// <summary>
/// A document of the container <c>scheduled</c>: something that is to happen once, at a time. It exists until that has happened;
/// the queue only says when to look at it.
/// </summary>
public abstract record ScheduledDocument
{
    /// <summary>For how long a claim keeps others from firing: far longer than that takes with all its retries.</summary>
    public static readonly TimeSpan ClaimLifetime = TimeSpan.FromMinutes(2);

    /// <summary>The id of the document, unique within the user.</summary>
    [JsonPropertyName("id")]
    public abstract string Id { get; init; }

    /// <summary>The user, and the partition key.</summary>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <summary>When it is to happen. A queue message of another time is of no matter any more.</summary>
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

    /// <summary>For how long after it is due it is kept, and a failure that passes is repeated.</summary>
    [JsonIgnore]
    public abstract TimeSpan KeptFor { get; }

    /// <summary>The id of a document about something whose own id may be as long as an id can be.</summary>
    /// <param name="prefix">What tells documents of one kind.</param>
    /// <param name="subject">What it is about.</param>
    protected static string DeriveId(string prefix, string subject) =>
        prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)));

    /// <summary>Whether somebody is at it, and not for longer than that can take.</summary>
    public bool IsClaimed(DateTimeOffset now) => ClaimedAt + ClaimLifetime > now;
}
