using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Delivery;

/// <summary>Work that failed for a reason that does not pass, as stored in the container <c>errors</c> and as operators see it.</summary>
public sealed record DeadLetter
{
    /// <summary>Where it comes from, a dot, and a hash of what it is: the same failure is one dead letter.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>One of <see cref="DeadLetterKind"/>.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    /// <summary>The container or queue that it comes from, and the partition key.</summary>
    [JsonPropertyName("container")]
    public required string Container { get; init; }

    /// <summary>The id of the document, if it has one.</summary>
    [JsonPropertyName("document_id")]
    public string? DocumentId { get; init; }

    /// <summary>The user whom it concerns, if that is known.</summary>
    [JsonPropertyName("user_id")]
    public string? UserId { get; init; }

    /// <summary>The name of the producer whose work it is, if that is known.</summary>
    [JsonPropertyName("producer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Producer { get; init; }

    /// <summary>Why it failed. No text of the document is in it.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>How often it was tried; null when nobody counted.</summary>
    [JsonPropertyName("attempts")]
    public int? Attempts { get; init; }

    /// <summary>When it failed last.</summary>
    [JsonPropertyName("set_aside_at")]
    public DateTimeOffset SetAsideAt { get; init; }

    /// <summary>The work itself; null in lists, and where it can't be stored.</summary>
    [JsonPropertyName("document")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Document { get; init; }

    /// <summary>The version that was read; null in lists.</summary>
    [JsonIgnore]
    public string? ETag { get; init; }

    /// <summary>The container or queue that is in an id; null when it is no id.</summary>
    internal static string? ContainerOf(string id) => id.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? id[..dot] : null;

    internal static DeadLetter Read(JsonElement json)
    {
        var members = new MemberReader(json);
        return new DeadLetter
        {
            Id = members.RequiredText("id"),
            Kind = members.LenientText("kind") ?? "",
            Container = members.RequiredText("container"),
            DocumentId = members.LenientText("document_id"),
            UserId = members.LenientText("user_id"),
            Producer = members.LenientText("producer"),
            Reason = members.LenientText("reason") ?? "",
            Attempts = (int?)members.Number("attempts"),
            SetAsideAt = members.Time("set_aside_at") ?? DateTimeOffset.UnixEpoch,
            Document = json.TryGetProperty("document", out var document) ? document.Clone() : null,
        };
    }
}

/// <summary>What a dead letter holds, and therefore what it takes to try it again.</summary>
public static class DeadLetterKind
{
    /// <summary>A document of a container that can't be read.</summary>
    public const string Document = "document";

    /// <summary>What could not be pushed to a user, who finds it with the next sync.</summary>
    public const string Push = "push";

    /// <summary>A queue message.</summary>
    public const string Message = "message";

    /// <summary>What a producer should have heard of a notification.</summary>
    public const string Webhook = "webhook";

    /// <summary>A notification for a user that could not be stored.</summary>
    public const string Notification = "notification";
}
