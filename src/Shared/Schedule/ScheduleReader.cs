using System.Net;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Schedule;

/// <summary>Lists what is to come, for operators.</summary>
public sealed class ScheduleReader(CosmosClient client, TimeProvider time)
{
    private const string Select = """
        SELECT c.id, c.user_id, c.due_at, c.notification_id, c.producer, c.attempts,
            {"type": c.notification.type, "title": c.notification.title, "producer": c.notification.producer} AS notification
        FROM c
        """;

    /// <summary>Pages that may hold nothing of a kind before a caller has to ask again.</summary>
    private const int MostReads = 10;

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Scheduled);

    /// <summary>
    /// Reads a page. It may be a moment old, at half the price. The cursor is the SDK's own: of those that are due at the same moment, such
    /// as the summaries of everybody with the same night, nothing that is indexed tells which come after.
    /// </summary>
    /// <param name="kind">One of <see cref="ScheduledKind"/>; null for all. It is not indexed: what is of another kind is read, and left out.</param>
    /// <param name="user">The user whom it concerns; null for all.</param>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidRequestException">The cursor is none of an earlier answer.</exception>
    public async Task<ScheduledPage> ReadAsync(string? kind, string? user, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var where = kind is null ? "" : $" WHERE {ScheduledKind.ConditionOf(kind)}";
        var options = new QueryRequestOptions
        {
            PartitionKey = user is null ? null : new PartitionKey(user),
            MaxItemCount = limit,
            ConsistencyLevel = ConsistencyLevel.Eventual,

            // A partition may be split between two pages.
            EnableOptimisticDirectExecution = false,
        };
        using var pages = container.GetItemQueryStreamIterator(
            new QueryDefinition($"{Select}{where} ORDER BY c.due_at"), cursor is null ? null : Decode(cursor), options);
        var (at, found) = (time.GetUtcNow(), new List<ScheduledEntry>());
        string? next = null;
        for (var reads = 0; pages.HasMoreResults && found.Count == 0 && reads < MostReads; reads++)
        {
            using var page = await pages.ReadNextAsync(cancellationToken);
            if (cursor is not null && page.StatusCode == HttpStatusCode.BadRequest)
            {
                throw CursorText.Refusal();
            }

            page.EnsureSuccessStatusCode();
            using var json = await JsonDocument.ParseAsync(page.Content, ContainerExtensions.AnyDepth, cancellationToken);
            found.AddRange(json.RootElement.GetProperty("Documents").EnumerateArray().Select(Read).OfType<ScheduledEntry>());
            next = page.ContinuationToken;
        }

        return new ScheduledPage(at, found, next is null ? null : CursorText.Encode(next));
    }

    /// <summary>What is no plain text the SDK would fail to send.</summary>
    private static string Decode(string cursor) =>
        CursorText.Decode(cursor) is var text && text.All(c => c is >= ' ' and <= '~') ? text : throw CursorText.Refusal();

    /// <returns>Null where it can't be read; the sweep sets it aside.</returns>
    private static ScheduledEntry? Read(JsonElement json)
    {
        var members = new MemberReader(json);
        var (id, user, due) = (members.RequiredText("id"), members.RequiredText("user_id"), members.RequiredTime("due_at"));
        if (members.Flaw is not null)
        {
            return null;
        }

        var (kind, waiting) = (ScheduledKind.Of(id), new MemberReader(members.Member("notification") ?? default));
        return new ScheduledEntry(
            kind is ScheduledKind.Snooze or ScheduledKind.Webhook ? members.LenientText("notification_id") ?? "" : id,
            user,
            kind,
            due,
            waiting.LenientText("type"),
            waiting.LenientText("title"),
            waiting.LenientText("producer") ?? members.LenientText("producer"),
            kind == ScheduledKind.Webhook ? members.LenientNumber("attempts") ?? 0 : null);
    }
}
