using System.Text;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Reads the documents of a change-feed batch one by one, so that a document which is none of ours costs only itself: it
/// is set aside and passed over.
/// </summary>
public sealed class ChangeReader(OriginalDocuments originals, DeadLetterStore deadLetters, FixiaMetrics metrics, TimeProvider time)
{
    /// <summary>How many documents of a batch are looked up in the store, or set aside, side by side.</summary>
    private const int Parallelism = 16;

    /// <summary>The documents that can be read, in order.</summary>
    /// <param name="source">Where they come from, and how they are read.</param>
    /// <param name="changes">The batch, as the trigger hands it over: a JSON array.</param>
    /// <param name="cancellationToken">Stops before the next document is set aside.</param>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">A failure that passes: the batch must be repeated.</exception>
    public async Task<List<T>> ReadAsync<T>(ChangeSource<T> source, string changes, CancellationToken cancellationToken)
        where T : class
    {
        var texts = Split(changes);
        metrics.BatchReceived(source.Container, texts.Count);
        var documents = new T?[texts.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, texts.Count, options, async (i, token) => documents[i] = await ReadAsync(source, texts[i], token));
        if (texts.Count > 0 && WrittenAt(Parse(texts[^1])) is { } written)
        {
            metrics.ChangeReceived(source.Container, time.GetUtcNow() - written);
        }

        return [.. documents.OfType<T>()];
    }

    /// <summary>
    /// Cuts a batch into its documents, however deep they are. What is no JSON array stays in one piece, which is then no
    /// document.
    /// </summary>
    private static List<ReadOnlyMemory<byte>> Split(string batch)
    {
        var utf8 = Encoding.UTF8.GetBytes(batch);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var texts = new List<ReadOnlyMemory<byte>>();
        var end = 0;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return [utf8];
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                end = (int)reader.BytesConsumed;
                texts.Add(utf8.AsMemory(start..end));
            }
        }
        catch (JsonException)
        {
            texts.Add(utf8.AsMemory(end..));
        }

        return texts;
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, ContainerExtensions.AnyDepth);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static DateTimeOffset? WrittenAt(JsonElement document) =>
        new MemberReader(document).Number("_ts") is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private async Task<T?> ReadAsync<T>(ChangeSource<T> source, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
        where T : class
    {
        var json = Parse(text);
        if (new MemberReader(json).LenientText("removed") == NotificationRemoval.Unreadable)
        {
            return null;
        }

        try
        {
            // Null when it is gone by now; nobody has to be told.
            if (await originals.FindAsync(source, json, cancellationToken) is not { } original)
            {
                return null;
            }

            var document = source.Read(original, out var flaw);
            if (document is not null)
            {
                return source.Mend is { } mend && await mend(original, document, cancellationToken) ? null : document;
            }

            await SetAsideAsync(source, json, text, flaw!, cancellationToken);
        }
        catch (Exception e) when (!StoreFailures.IsTransient(e))
        {
            await SetAsideAsync(source, json, text, $"Reading it failed: {e.GetType().Name}.", cancellationToken);
        }

        return null;
    }

    private async Task SetAsideAsync<T>(
        ChangeSource<T> source, JsonElement json, ReadOnlyMemory<byte> text, string reason, CancellationToken cancellationToken)
        where T : class
    {
        await deadLetters.SetAsideAsync(source.Container, json, text, reason, cancellationToken);
        try
        {
            await (source.PutAway?.Invoke(json, cancellationToken) ?? Task.CompletedTask);
        }
        catch (Exception e) when (!StoreFailures.IsTransient(e))
        {
            // It stays where it is, and in errors: no document is worth a batch.
        }
    }
}
