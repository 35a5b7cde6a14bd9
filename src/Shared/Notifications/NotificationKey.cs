using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Notifications;

/// <summary>
/// What is remembered of a producer's key, in the container <c>keys</c>: whose notifications go by it. Their ids derive from it, so
/// that they can be found whether they were sent already or not.
/// </summary>
public sealed record NotificationKey
{
    /// <summary>The hash of the key, and the partition key.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The key, in the scope of its producer.</summary>
    [JsonPropertyName("key")]
    public required string Key { get; init; }

    /// <summary>The recipients.</summary>
    [JsonPropertyName("user_ids")]
    public required IReadOnlyList<string> UserIds { get; init; }

    /// <summary>The hash of the request that the key came with first.</summary>
    [JsonPropertyName("request_hash")]
    public required string RequestHash { get; init; }

    /// <summary>When the key came first: a part of every id that it gives.</summary>
    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Seconds after the last write at which Cosmos DB forgets the key.</summary>
    [JsonPropertyName("ttl")]
    public required int TimeToLive { get; init; }

    /// <summary>Whether an earlier request has claimed it.</summary>
    [JsonIgnore]
    public bool IsRepeated { get; init; }

    /// <summary>The id of the notification of one of the users.</summary>
    public string NotificationIdOf(string userId) => NotificationId.Derive($"key\n{Key}", userId, CreatedAt);

    internal static NotificationKey Read(StoredDocument stored)
    {
        var members = new MemberReader(stored.Json);
        return new NotificationKey
        {
            Id = members.RequiredText("id"),
            Key = members.RequiredText("key"),
            UserIds = [.. stored.Json.GetProperty("user_ids").EnumerateArray().Select(user => user.GetString()!)],
            RequestHash = members.RequiredText("request_hash"),
            CreatedAt = members.RequiredTime("created_at"),
            TimeToLive = (int)(members.Number("ttl") ?? 0),
        };
    }
}
