using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fixia.Shared.ChangeFeed;

/// <summary>A document of a change feed that could not be read, as set aside in the container <c>errors</c>.</summary>
public sealed record UnreadableDocument
{
    /// <summary>Derived from the document and its version: a repeated batch sets nothing aside twice.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Where it came from; the partition key.</summary>
    [JsonPropertyName("container")]
    public required string Container { get; init; }

    /// <summary>The id of the document, if it has one.</summary>
    [JsonPropertyName("document_id")]
    public string? DocumentId { get; init; }

    /// <summary>What is wrong with it.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>The document as it was.</summary>
    [JsonPropertyName("document")]
    public required JsonElement Document { get; init; }

    /// <summary>When it was set aside.</summary>
    [JsonPropertyName("set_aside_at")]
    public required DateTimeOffset SetAsideAt { get; init; }
}
