using System.Net;
using System.Text.Json;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace Fixia.Resilience.Tests.Model;

/// <summary>A trigger on a change feed, run by hand: it goes on only after its batch was processed.</summary>
internal sealed class Feed(Container container, ChangeFeedStartFrom start, Func<string, CancellationToken, Task> process)
{
    private ChangeFeedStartFrom position = start;
    private (List<JsonElement> Documents, ChangeFeedStartFrom Next)? failed;

    /// <summary>Processes the next batch.</summary>
    /// <param name="limit">Most documents of it.</param>
    /// <param name="restarted">Whether a batch that failed before is read again rather than repeated as it was.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>False when there was nothing left.</returns>
    public async Task<bool> PushAsync(int limit, bool restarted, CancellationToken cancellationToken)
    {
        var batch = failed is { } again && !restarted ? again : await ReadAsync(limit, cancellationToken);
        failed = null;
        try
        {
            if (batch.Documents.Count > 0)
            {
                await process(ChangeBatch.AsTheTriggerMakesIt(batch.Documents), cancellationToken);
            }
        }
        catch (Exception e) when (e is AggregateException or Fixia.Shared.Realtime.PushFailedException)
        {
            failed = batch;
            return true;
        }

        position = batch.Next;
        return batch.Documents.Count > 0;
    }

    private async Task<(List<JsonElement> Documents, ChangeFeedStartFrom Next)> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        using var pages = container.GetChangeFeedStreamIterator(
            position, ChangeFeedMode.LatestVersion, new ChangeFeedRequestOptions { PageSizeHint = limit });
        using var page = await pages.ReadNextAsync(cancellationToken);
        var next = ChangeFeedStartFrom.ContinuationToken(page.ContinuationToken);
        if (page.StatusCode == HttpStatusCode.NotModified)
        {
            return ([], next);
        }

        page.EnsureSuccessStatusCode();
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(page.Content, cancellationToken: cancellationToken);
        return ([.. body.GetProperty("Documents").EnumerateArray()], next);
    }
}
