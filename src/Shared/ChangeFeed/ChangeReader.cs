using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fixia.Shared.Diagnostics;

namespace Fixia.Shared.ChangeFeed;

/// <summary>
/// Reads the documents of a change-feed batch one by one, so that a document which is none of ours costs only itself: it
/// is set aside and passed over.
/// </summary>
public sealed class ChangeReader(UnreadableDocumentStore errors, FixiaMetrics metrics, TimeProvider time)
{
    /// <summary>The documents that can be read, in order.</summary>
    /// <param name="container">Where they come from.</param>
    /// <param name="documents">The batch.</param>
    /// <param name="type">What they should be.</param>
    /// <param name="flaw">What is wrong with a document that has the right shape; null when nothing is.</param>
    /// <param name="cancellationToken">Stops before the next document is set aside.</param>
    public async Task<List<T>> ReadAsync<T>(
        string container,
        IReadOnlyList<JsonElement> documents,
        JsonTypeInfo<T> type,
        Func<T, string?> flaw,
        CancellationToken cancellationToken)
        where T : class
    {
        metrics.BatchReceived(container, documents.Count);
        var changes = new List<T>(documents.Count);
        foreach (var document in documents)
        {
            var (change, reason) = Read(document, type);
            reason ??= flaw(change!);
            if (reason is null)
            {
                changes.Add(change!);
            }
            else
            {
                metrics.Unreadable(container);
                await errors.SetAsideAsync(container, document, reason, cancellationToken);
            }
        }

        if (documents.Count > 0 && WrittenAt(documents[^1]) is { } written)
        {
            metrics.ChangeReceived(container, time.GetUtcNow() - written);
        }

        return changes;
    }

    private static (T? Change, string? Reason) Read<T>(JsonElement document, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return document.Deserialize(type) is { } change ? (change, null) : (null, "It is null.");
        }
        catch (JsonException e)
        {
            return (null, e.Path is null or "$" ? "A required member is missing, or it is no object." : $"'{e.Path}' has a wrong type or value.");
        }
    }

    private static DateTimeOffset? WrittenAt(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("_ts", out var ts)
        && ts.ValueKind == JsonValueKind.Number
        && ts.TryGetInt64(out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
