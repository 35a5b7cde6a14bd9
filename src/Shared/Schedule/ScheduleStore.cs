using System.Net;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Schedule;

/// <summary>
/// The container <c>scheduled</c>. Every write is conditional: of two that want to move, fire or drop the same document one does.
/// </summary>
public sealed class ScheduleStore(CosmosClient client, NotificationReader reader, TimeProvider time)
{
    private const string DueBefore = "SELECT c.id, c.user_id, c.due_at FROM c WHERE c.due_at < @before";

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Scheduled);

    /// <summary>The summary that a user is to get; null when there is none. One point read.</summary>
    public async Task<QuietSummary?> FindAsync(string userId, CancellationToken cancellationToken) =>
        await container.FindAsync(QuietSummary.DocumentId, new PartitionKey(userId), cancellationToken) is { } stored
            ? QuietSummary.Read(userId, stored)
            : null;

    /// <summary>A notification that is to be sent to a user; null when there is none of that id. One point read.</summary>
    /// <exception cref="JsonException">It can't be read.</exception>
    public async Task<ScheduledNotification?> FindNotificationAsync(string userId, string id, CancellationToken cancellationToken) =>
        await container.FindAsync(id, new PartitionKey(userId), cancellationToken) is { } stored
            ? ScheduledNotification.Read(stored, reader, out var flaw) ?? throw new JsonException(flaw)
            : null;

    /// <summary>When a notification is to be woken, by the id of that document; null when there is none. One point read.</summary>
    public async Task<SnoozeEnd?> FindSnoozeAsync(string userId, string id, CancellationToken cancellationToken) =>
        await container.FindAsync(id, new PartitionKey(userId), cancellationToken) is { } stored ? SnoozeEnd.Read(userId, id, stored) : null;

    /// <summary>What a producer is to hear, by the id of that document; null when there is none. One point read.</summary>
    public async Task<ActionCall?> FindCallAsync(string userId, string id, CancellationToken cancellationToken) =>
        await container.FindAsync(id, new PartitionKey(userId), cancellationToken) is { } stored ? ActionCall.Read(userId, id, stored) : null;

    /// <summary>Whether something is to come under an id. One point read.</summary>
    public async Task<bool> ExistsAsync(string userId, string id, CancellationToken cancellationToken) =>
        await container.FindAsync(id, new PartitionKey(userId), cancellationToken) is not null;

    /// <summary>All that is to come for a user, but for what can't be read.</summary>
    public async Task<IReadOnlyList<ScheduledDocument>> ReadOfUserAsync(string userId, CancellationToken cancellationToken)
    {
        var found = await container.QueryAsync(new QueryDefinition("SELECT * FROM c"), new PartitionKey(userId), Read, pageSize: null, cancellationToken);
        return [.. found.OfType<ScheduledDocument>()];

        ScheduledDocument? Read(JsonElement json) => ScheduleStore.Read(userId, json.GetProperty("id").GetString()!, new StoredDocument(json, ""), reader, out _);
    }

    /// <summary>Reads any of the documents.</summary>
    /// <returns>Null when it can't be read; then <paramref name="flaw"/> says why.</returns>
    public static ScheduledDocument? Read(string userId, string id, StoredDocument stored, NotificationReader reader, out string? flaw)
    {
        flaw = null;
        return id == QuietSummary.DocumentId ? QuietSummary.Read(userId, stored)
            : ActionCall.IsId(id) ? ActionCall.Read(userId, id, stored)
            : SnoozeEnd.IsId(id) ? SnoozeEnd.Read(userId, id, stored)
            : ScheduledNotification.Read(stored, reader, out flaw);
    }

    /// <summary>The messages that should have woken what was due before a time, in every partition.</summary>
    public async Task<IReadOnlyList<ScheduledMessage>> FindDueBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(DueBefore).WithParameter("@before", UtcMillisecondsConverter.ToText(before));
        var found = await container.QueryAsync(
            query, partition: null, json => ScheduledMessage.Read(json.GetRawText()), pageSize: null, cancellationToken);
        return [.. found.OfType<ScheduledMessage>()];
    }

    /// <summary>Stores a document in place of the version that it was made of, or as the first one.</summary>
    /// <returns>What is stored; null when somebody else was faster.</returns>
    public async Task<T?> TryWriteAsync<T>(T document, CancellationToken cancellationToken)
        where T : ScheduledDocument
    {
        ScheduledDocument wanted = document;
        var now = time.GetUtcNow();
        var next = (T)(wanted with { TimeToLive = NotificationStore.SecondsUntil(Later(document.DueAt, now) + document.KeptFor, now) });
        var partition = new PartitionKey(document.UserId);
        try
        {
            var written = document.ETag is { } etag
                ? await container.ReplaceItemAsync(next, next.Id, partition, new ItemRequestOptions { IfMatchEtag = etag }, cancellationToken)
                : await container.CreateItemAsync(next, partition, cancellationToken: cancellationToken);
            wanted = next;
            return (T)(wanted with { ETag = written.ETag });
        }
        catch (CosmosException e) when (e.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Deletes the version of a document that was read.</summary>
    /// <returns>False when there is another version by now, or none.</returns>
    public async Task<bool> TryDeleteAsync(ScheduledDocument document, CancellationToken cancellationToken)
    {
        using var response = await container.DeleteItemStreamAsync(
            document.Id, new PartitionKey(document.UserId), new ItemRequestOptions { IfMatchEtag = document.ETag }, cancellationToken);
        if (response.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            return false;
        }

        response.EnsureSuccessStatusCode();
        return true;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
