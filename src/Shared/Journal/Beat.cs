using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Journal;

/// <summary>What one process did within ten seconds, as stored in the container <c>pushes</c> for an hour.</summary>
public sealed record Beat
{
    /// <summary>How long a beat is.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    /// <summary>For how long beats are kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Its id, and the partition key.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>What tells it from a <see cref="PushPage"/>: always <c>beat</c>.</summary>
    [JsonPropertyName("kind")]
    public string Kind { get; } = "beat";

    /// <summary>When it ended.</summary>
    [JsonPropertyName("at")]
    public required DateTimeOffset At { get; init; }

    /// <summary>The process, by a name that it chose at random when it started.</summary>
    [JsonPropertyName("instance")]
    public required string Instance { get; init; }

    /// <summary>How many messages for users Web PubSub took.</summary>
    [JsonPropertyName("pushes")]
    public long Pushes { get; init; }

    /// <summary>How many it refused for good.</summary>
    [JsonPropertyName("rejected")]
    public long Rejected { get; init; }

    /// <summary>How many failed, and are repeated.</summary>
    [JsonPropertyName("failed")]
    public long Failed { get; init; }

    /// <summary>From the creation of notifications to the push that Web PubSub took.</summary>
    [JsonPropertyName("latency")]
    public Histogram Latency { get; init; } = new();

    /// <summary>How long after their writing changes of notifications came at most, in ms.</summary>
    [JsonPropertyName("lag_ms")]
    public long LagMs { get; init; }

    /// <summary>Seconds until Cosmos DB deletes it.</summary>
    [JsonPropertyName("ttl")]
    public int TimeToLive { get; } = (int)Lifetime.TotalSeconds;

    /// <summary>Reads what is stored; null when it is no beat.</summary>
    internal static Beat? From(JsonElement json)
    {
        var members = new MemberReader(json);
        var beat = new Beat
        {
            Id = members.RequiredText("id"),
            At = members.RequiredTime("at"),
            Instance = members.RequiredText("instance"),
            Pushes = Number("pushes"),
            Rejected = Number("rejected"),
            Failed = Number("failed"),
            Latency = Histogram.Read(members.Nested("latency")),
            LagMs = Number("lag_ms"),
        };
        return members.Flaw is null ? beat : null;

        long Number(string name) => members.Member(name) is { } member ? Histogram.NumberOf(member) : 0;
    }
}
