using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Fixia.Shared.Schedule;
using Fixia.Shared.Webhooks;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Operations;

/// <summary>
/// Tries the work of a dead letter again, and forgets the letter. All of it is idempotent: what was done meanwhile is not done twice,
/// and what fails again becomes a dead letter again.
/// </summary>
public sealed class Redrive(
    CosmosClient client, DeadLetterStore letters, OriginalDocuments originals, NotificationWriter writer, ScheduleQueue schedule, BatchQueue batches, ActionCalls calls, Inbox inbox, UserChannel channel, TimeProvider time)
{
    /// <summary>Tries one again.</summary>
    /// <returns>Whether there is one of that id.</returns>
    /// <exception cref="LostWorkException">The letter does not hold its work.</exception>
    /// <exception cref="CosmosException">The store failed or refuses the work again; the letter stays.</exception>
    /// <exception cref="QueueFailedException">The queue did not take the message; the letter stays.</exception>
    /// <exception cref="PushFailedException">The service did not take the push; the letter stays.</exception>
    public async Task<bool> RunAsync(string id, CancellationToken cancellationToken)
    {
        if (await letters.FindAsync(id, cancellationToken) is not { } letter)
        {
            return false;
        }

        await RunAsync(letter, cancellationToken);
        
        // The one that was tried: what failed again meanwhile stays.
        await letters.DeleteAsync(id, cancellationToken, letter.ETag);
        return true;
    }

    private Task RunAsync(DeadLetter letter, CancellationToken cancellationToken) => letter switch
    {
        { Kind: DeadLetterKind.Push, UserId: { } user } => PushAsync(user, cancellationToken),
        { Kind: DeadLetterKind.Document, Document: { ValueKind: JsonValueKind.Object } document } =>
            BringAgainAsync(letter.Container, document, cancellationToken),
        { Kind: DeadLetterKind.Message, Document: { ValueKind: JsonValueKind.String } text } => SendAsync(text.GetString()!, cancellationToken),
        { Kind: DeadLetterKind.Notification, Document: { } request, UserId: { } user, DocumentId: { } notification } =>
            StoreAsync(request, letter.Producer, user, notification, cancellationToken),
        { Kind: DeadLetterKind.Webhook } when ActedData.Read(letter.Document) is { } acted => calls.AgainAsync(letter.Producer, acted, cancellationToken),
        _ => throw new LostWorkException(),
    };

    /// <summary>Has every device of the user sync, whatever it is that was not pushed.</summary>
    private async Task PushAsync(string user, CancellationToken cancellationToken)
    {
        var state = await inbox.ReadStateAsync(user, cancellationToken);
        await channel.PushAsync(user, [state.ToEvent(time.GetUtcNow(), hasMore: true)], cancellationToken);
    }

    private Task SendAsync(string text, CancellationToken cancellationToken) =>
        ScheduledMessage.Read(text) is { } message ? schedule.SendAsync(message, TimeSpan.Zero, cancellationToken)
        : BatchMessage.Read(text) is { } chunk ? batches.SendAsync(chunk, TimeSpan.Zero, cancellationToken)
        : throw new LostWorkException();

    private async Task StoreAsync(JsonElement request, string? producer, string user, string id, CancellationToken cancellationToken)
    {
        var notification = request.Deserialize(ProducerJson.Default.NotificationRequest) ?? throw new LostWorkException();
        if (writer.IsExpired(notification))
        {
            return;
        }

        var draft = writer.Draft(notification with { Producer = producer }, user, id);
        await (writer.LaterThanNow(notification) is { } later
            ? writer.ScheduleAsync(draft, later, keyId: null, cancellationToken)
            : writer.StoreAsync(draft, cancellationToken));
    }

    /// <summary>
    /// Writes a document anew, so that the change feed brings it once more, and takes back that it was put away. What it says stays as it
    /// is stored: it may have been corrected, and what arrived was altered on the way.
    /// </summary>
    private async Task BringAgainAsync(string source, JsonElement document, CancellationToken cancellationToken)
    {
        var partition = PartitionMemberOf(source);
        if (await originals.FindStoredAsync(source, partition, document, cancellationToken) is not { } stored
            || new MemberReader(stored.Json).LenientText(partition) is not { } key)
        {
            return;
        }

        var members = JsonObject.Create(stored.Json)!;
        if (new MemberReader(stored.Json).LenientText("removed") == NotificationRemoval.Unreadable)
        {
            foreach (var name in (string[])["read", "removed"])
            {
                members.Remove(name);
                if (document.TryGetProperty(name, out var before))
                {
                    members[name] = JsonNode.Parse(before.GetRawText());
                }
            }
        }

        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content))
        {
            members.WriteTo(writer);
        }

        content.Position = 0;
        using var response = await client.GetContainer(FixiaDatabase.Name, source).UpsertItemStreamAsync(
            content, new PartitionKey(key), new ItemRequestOptions { IfMatchEtag = stored.ETag }, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound))
        {
            response.EnsureSuccessStatusCode();
        }
    }

    private static string PartitionMemberOf(string container) => container == FixiaDatabase.Announcements ? "scope" : "user_id";
}

/// <summary>A dead letter does not hold the work that failed, so that it can't be tried again. HTTP answers 409.</summary>
public sealed class LostWorkException() : Exception("The dead letter does not hold the work itself: correct what it names, and delete it.");
