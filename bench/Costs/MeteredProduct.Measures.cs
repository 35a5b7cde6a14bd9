using System.Text.Json;
using Fixia.Shared.Announcements;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Journal;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Producers;
using Fixia.Shared.Receipts;
using Fixia.Shared.Schedule;
using Fixia.Shared.Users;
using Microsoft.Azure.Cosmos;

namespace Fixia.Costs;

/// <content>What is measured, in the order of the document.</content>
public sealed partial class MeteredProduct
{
    /// <summary>What each operation of the product costs for this user, in the order of the document.</summary>
    public async Task<IReadOnlyList<Measured>> MeasureAsync(string user, CancellationToken cancellationToken)
    {
        var ids = new Queue<string>((await inbox.ReadAsync(user, new FeedFilter(UnreadOnly: true), null, 5, cancellationToken)).Notifications.Select(n => n.Id));
        var cursor = (await inbox.SyncAsync(user, new SyncRequestPayload(), cancellationToken)).Cursor;
        var charges = new List<Measured>();

        var created = "";
        await MeterAsync(Operations.Create, async () =>
            created = (await publisher.PublishAsync(Request(user), null, cancellationToken)).Notifications.Single().Id);
        await MeterAsync(Operations.CreateWithKey, () => publisher.PublishAsync(Request(user), Guid.NewGuid().ToString(), cancellationToken));
        var change = await ReadAsync(user, created, cancellationToken);
        await MeterAsync(Operations.Push, () => pusher.PushAsync($"[{change}]", cancellationToken));
        await MeterAsync(Operations.UnreadCount, () => inbox.CountUnreadAsync(user, cancellationToken));
        await MeterAsync(Operations.FeedPage, () => inbox.ReadAsync(user, new FeedFilter(), null, Inbox.DefaultPageSize, cancellationToken));
        FeedVersion? version = null;
        await MeterAsync(Operations.FirstPoll, async () =>
            (_, version) = await inbox.ReadFirstAsync(user, new FeedFilter(), Inbox.DefaultPageSize, cancellationToken));
        await MeterAsync(Operations.IdlePoll, async () =>
        {
            if (!await inbox.IsCurrentAsync(user, version!, cancellationToken))
            {
                throw new InvalidOperationException("Something changed.");
            }
        });
        await MeterAsync(Operations.TypePage, () => inbox.ReadAsync(user, new FeedFilter(Type: "message"), null, Inbox.DefaultPageSize, cancellationToken));
        await MeterAsync(Operations.UnreadPage, () => inbox.ReadAsync(user, new FeedFilter(UnreadOnly: true), null, Inbox.DefaultPageSize, cancellationToken));
        await MeterAsync(Operations.Sync, () => inbox.SyncAsync(user, new SyncRequestPayload(), cancellationToken));
        await MeterAsync(Operations.SyncFromCursor, () => inbox.SyncAsync(user, new SyncRequestPayload { Cursor = cursor }, cancellationToken));
        await MeterAsync(Operations.MarkRead, () => marks.MarkReadAsync(user, [ids.Dequeue()], cancellationToken));
        await MeterAsync(Operations.Archive, () => marks.RemoveAsync(user, [ids.Dequeue()], NotificationRemoval.Archived, cancellationToken));
        await MeterAsync(Operations.Delete, () => marks.RemoveAsync(user, [ids.Dequeue()], NotificationRemoval.Deleted, cancellationToken));
        await MeterAsync(Operations.Seen, () => marks.MarkSeenAsync(user, before: null, cancellationToken));
        await publisher.PublishAsync(Request(user), null, cancellationToken);
        await MeterAsync(Operations.MarkAllRead, () => marks.MarkAllReadAsync(user, before: null, cancellationToken));
        await MeterAsync(Operations.Announce, () => publisher.AnnounceAsync(Announcement(), null, cancellationToken));
        await WantQuietAsync(user, TimeSpan.FromHours(1), cancellationToken);
        foreach (var operation in (string[])[Operations.FirstSilencedPush, Operations.SilencedPush])
        {
            var silenced = (await publisher.PublishAsync(Request(user), null, cancellationToken)).Notifications.Single().Id;
            var arrived = await ReadAsync(user, silenced, cancellationToken);
            await MeterAsync(operation, () => pusher.PushAsync($"[{arrived}]", cancellationToken));
        }

        await WantQuietAsync(user, TimeSpan.FromMinutes(-1), cancellationToken);
        var scheduled = await schedule.FindAsync(user, cancellationToken)
            ?? throw new InvalidOperationException("Nothing was scheduled.");
        scheduled = await schedule.TryWriteAsync(scheduled with { DueAt = UtcMillisecondsConverter.Truncate(TimeProvider.System.GetUtcNow()) }, cancellationToken);
        await MeterAsync(Operations.Summary, () => firing.FireAsync(ScheduledMessage.Of(scheduled!), cancellationToken));
        await MeasureKeyedAsync();
        await MeterAsync(Operations.MarkUnread, () => marks.MarkUnreadAsync(user, [created], cancellationToken));
        await MeasureSnoozeAsync();
        var received = new ReceivedPayload { Ids = [.. Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7().ToString())], DeviceId = "device", DeviceKind = DeviceKind.Phone };
        await MeterAsync(Operations.Receipt, () => receipts.KeepAsync(user, received, cancellationToken));
        await MeasureJournalAsync();
        string[] many = [.. Enumerable.Range(0, Chunk.MaxUsers).Select(_ => Guid.NewGuid().ToString())];
        await MeterAsync(
            Operations.BatchUser,
            async () =>
            {
                var request = new[] { Request(user) with { UserIds = many } };
                var batch = await intake.AcceptAsync(request.ToAsyncEnumerable(), producer: null, idempotencyKey: null, cancellationToken);
                await batches.RunAsync(new BatchMessage(batch.BatchId, batch.Chunks.Single()).ToString(), cancellationToken);
            },
            many.Length);
        var changes = await ReadOnlyAsync(many.Take(50), cancellationToken);
        await MeterAsync(Operations.GatheredPush, () => pusher.PushAsync($"[{string.Join(',', changes)}]", cancellationToken), changes.Count);
        return charges;

        async Task MeasureKeyedAsync()
        {
            var request = Request(user) with { Key = $"key-{Guid.NewGuid():N}", SendAt = TimeProvider.System.GetUtcNow().AddHours(1) };
            var id = "";
            await MeterAsync(Operations.Schedule, async () =>
                id = (await publisher.PublishAsync(request, null, cancellationToken)).Scheduled!.Single().Id);
            var waiting = await schedule.FindNotificationAsync(user, id, cancellationToken);
            waiting = await schedule.TryWriteAsync(waiting! with { DueAt = UtcMillisecondsConverter.Truncate(TimeProvider.System.GetUtcNow()) }, cancellationToken);
            await MeterAsync(Operations.SendScheduled, () => sending.FireAsync(ScheduledMessage.Of(waiting!), cancellationToken));
            var update = new NotificationUpdate { Type = request.Type, Title = "Cancelado", Message = request.Message };
            await MeterAsync(Operations.Change, () => keyed.UpdateAsync(producer: null, request.Key, update, cancellationToken));
            await MeterAsync(Operations.Retract, () => keyed.CancelAsync(producer: null, request.Key, retract: true, cancellationToken));
        }

        // What came before is written first: it is none of these.
        async Task MeasureJournalAsync()
        {
            await journal.FlushAsync(cancellationToken);
            foreach (var _ in Enumerable.Range(0, 100))
            {
                var now = TimeProvider.System.GetUtcNow();
                journal.Note(new PushEntry { Id = NotificationId.Create(now), UserId = Guid.NewGuid().ToString(), Type = "message", CreatedAt = now, At = now, Push = PushEntry.Accepted });
            }

            await MeterAsync(Operations.Journal, () => journal.FlushAsync(cancellationToken));
        }

        // One whose time comes at once.
        async Task MeasureSnoozeAsync()
        {
            var until = UtcMillisecondsConverter.Truncate(TimeProvider.System.GetUtcNow()).AddMilliseconds(200);
            await MeterAsync(Operations.Snooze, () => marks.SnoozeAsync(user, [created], until, cancellationToken));
            var asleep = await ReadAsync(user, created, cancellationToken);
            await MeterAsync(Operations.SnoozedPush, () => pusher.PushAsync($"[{asleep}]", cancellationToken));
            await Task.Delay(400, cancellationToken);
            await MeterAsync(Operations.Wake, () => waking.FireAsync(new ScheduledMessage(user, SnoozeEnd.IdOf(created), until), cancellationToken));
        }

        async Task MeterAsync(string operation, Func<Task> run, int times = 1)
        {
            var (charge, requests) = (Charge, Requests);
            await run();
            charges.Add(new Measured(operation, Math.Round((Charge - charge) / times, 2), (Requests - requests) / times));
        }
    }

    /// <summary>Gives a user quiet hours that began two hours ago.</summary>
    /// <param name="user">The user.</param>
    /// <param name="end">When they end, from now on.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    private async Task WantQuietAsync(string user, TimeSpan end, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var wanted = $$"""
            {"time_zone":"Etc/UTC","quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"{{now.AddHours(-2):HH:mm}}","to":"{{now + end:HH:mm}}"}]}
            """;
        await new PreferencesEditor(preferences, users, TimeProvider.System).PatchAsync(user, JsonElement.Parse(wanted), version: null, cancellationToken);
    }

    private static NotificationRequest Request(string user) => new()
    {
        UserIds = [user],
        Type = "message",
        Title = "Nuevo mensaje de Ana",
        Message = new string('m', 200),
        ActionUrl = "/messages/0192f0c1",
    };

    private static AnnouncementRequest Announcement() =>
        new() { Type = "system", Title = "Mantenimiento", Message = new string('m', 200) };

    private async Task<JsonElement> ReadAsync(string user, string id, CancellationToken cancellationToken) =>
        await client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
            .ReadItemAsync<JsonElement>(id, new PartitionKey(user), cancellationToken: cancellationToken);

    /// <summary>The notifications of users who have one each.</summary>
    private async Task<IReadOnlyList<JsonElement>> ReadOnlyAsync(IEnumerable<string> users, CancellationToken cancellationToken)
    {
        var documents = new List<JsonElement>();
        foreach (var user in users)
        {
            var id = (await inbox.ReadAsync(user, new FeedFilter(), null, 1, cancellationToken)).Notifications.Single().Id;
            documents.Add(await ReadAsync(user, id, cancellationToken));
        }

        return documents;
    }
}
