using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Writes documents anew that producers wrote directly and that queries would take for something else. A count and a feed
/// compare <c>created_at</c> as a text, so it has to have one form, and may not lie ahead of the clock; a null in
/// <c>removed</c> would order a feed.
/// </summary>
public sealed class NotificationMending(CosmosClient client, OriginalDocuments originals, TimeProvider time)
{
    private const string PartitionMember = "user_id";
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);

    /// <summary>Writes a document anew if its form misleads.</summary>
    /// <returns>Whether the feed brings it again: it was written anew, or changed by somebody else, or is gone.</returns>
    public async Task<bool> MendAsync(JsonElement json, NotificationDocument document, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isAhead = document.CreatedAt > now + FixiaDatabase.ClockTolerance;
        var createdAt = UtcMillisecondsConverter.ToText(isAhead ? now : document.CreatedAt);
        var hasNull = json.TryGetProperty("removed", out var removed) && removed.ValueKind == JsonValueKind.Null;
        return (hasNull || json.GetProperty("created_at").GetString() != createdAt) && await RewriteAsync(json, Mend, cancellationToken);

        void Mend(JsonObject members)
        {
            members["created_at"] = createdAt;
            if (hasNull)
            {
                members.Remove("removed");
            }

            if (document.ExpiresAt is { } expiresAt)
            {
                // Cosmos DB counts the time to live from this write on.
                members["ttl"] = NotificationStore.SecondsUntil(expiresAt, now);
            }
        }
    }

    /// <summary>Takes a document that can't be read out of every feed and count.</summary>
    public Task PutAwayAsync(JsonElement json, CancellationToken cancellationToken) =>
        RewriteAsync(
            json,
            members =>
            {
                members["read"] = true;
                members["removed"] = NotificationRemoval.Unreadable;
            },
            cancellationToken);

    /// <summary>A conditional write of the whole document, because an id that can't be asked for can still be written.</summary>
    /// <returns>False when the store refuses it for good.</returns>
    private async Task<bool> RewriteAsync(JsonElement arrived, Action<JsonObject> change, CancellationToken cancellationToken)
    {
        if (arrived.ValueKind != JsonValueKind.Object
            || await originals.FindStoredAsync(FixiaDatabase.Notifications, PartitionMember, arrived, cancellationToken) is not { } stored)
        {
            return true;
        }

        if (new MemberReader(stored.Json).LenientText(PartitionMember) is not { } user)
        {
            // In the inbox of nobody.
            return false;
        }

        var members = JsonObject.Create(stored.Json)!;
        change(members);
        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content))
        {
            members.WriteTo(writer);
        }

        content.Position = 0;
        using var response = await container.UpsertItemStreamAsync(
            content, new PartitionKey(user), new ItemRequestOptions { IfMatchEtag = stored.ETag }, cancellationToken);
        if (response.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            return true;
        }

        try
        {
            response.EnsureSuccessStatusCode();
            return true;
        }
        catch (CosmosException e) when (!StoreFailures.IsTransient(e))
        {
            return false;
        }
    }
}
