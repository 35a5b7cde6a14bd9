using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fixia.Shared.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.ChangeFeed;

/// <summary>
/// Reads the documents of a change-feed batch one by one, so that a document which is none of ours costs only itself:
/// it is logged by id, counted and passed over.
/// </summary>
public sealed partial class ChangeReader(FixiaMetrics metrics, TimeProvider time, ILogger<ChangeReader> logger)
{
    /// <summary>The documents that can be read and that <paramref name="isValid"/> accepts, in order.</summary>
    public List<T> Read<T>(
        string container, IReadOnlyList<JsonElement> documents, JsonTypeInfo<T> type, Predicate<T> isValid)
        where T : class
    {
        metrics.BatchReceived(container, documents.Count);
        var changes = new List<T>(documents.Count);
        foreach (var document in documents)
        {
            if (TryRead(document, type) is { } change && isValid(change))
            {
                changes.Add(change);
            }
            else
            {
                metrics.Unreadable(container);
                LogUnreadable(container, IdOf(document));
            }
        }

        if (documents.Count > 0 && TimestampOf(documents[^1]) is { } written)
        {
            metrics.ChangeReceived(container, time.GetUtcNow() - written);
        }

        return changes;
    }

    private static T? TryRead<T>(JsonElement document, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return document.Deserialize(type);
        }
        catch (JsonException)
        {
            // The caller reports it: only the id is known to be harmless in a log.
            return null;
        }
    }

    private static string? IdOf(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : null;

    private static DateTimeOffset? TimestampOf(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("_ts", out var ts) && ts.TryGetInt64(out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Passed over a document of {Container} that can't be read: {DocumentId}")]
    private partial void LogUnreadable(string container, string? documentId);
}
