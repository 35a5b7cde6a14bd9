using Azure;
using Fixia.Shared.Batches;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Tests.Support;

namespace Fixia.Shared.Tests.Batches;

/// <summary>Large sends: cut into chunks, woken by queues, and done once by ids that derive.</summary>
public sealed class BatchTests(CosmosDatabase database)
{
    private readonly LargeSends sends = new(database);

    [Fact]
    public async Task Everybody_gets_it_once_at_the_rate_that_was_set_however_often_the_messages_come()
    {
        var users = sends.Users(1200);
        var batch = await sends.SendAsync(sends.To([.. users, users[0]]));
        Assert.Equal((1200, 3), (batch.Accepted, batch.NormalChunks));
        Assert.Equal([0, 2, 4], sends.Messages.Select(message => (message.VisibleAt - LargeSends.Start).TotalSeconds).Order());
        var twice = sends.Messages.ToList();

        Assert.Equal(["n0"], await sends.GoToAsync(LargeSends.Start.AddSeconds(1)));
        var under = await sends.ReadAsync(batch);
        Assert.Equal((BatchState.Running, 500, 0, 700, 500.0), (under.State, under.Created, under.Failed, under.Remaining, under.Rate));
        Assert.Equal(LargeSends.Start.AddSeconds(1 + 1.4), under.EstimatedEnd!.Value, TimeSpan.FromMilliseconds(1));

        sends.Messages.AddRange(twice);
        Assert.Equal(5, (await sends.GoToAsync(LargeSends.Start.AddMinutes(1))).Count);
        var done = await sends.ReadAsync(batch);
        Assert.Equal((BatchState.Done, 1200, 0, (DateTimeOffset?)null), (done.State, done.Created, done.Remaining, done.EstimatedEnd));
        foreach (var user in (string[])[users[0], users[499], users[500], users[1199]])
        {
            Assert.Equal("Novedades", Assert.Single(await sends.ReadFeedAsync(user)).Title);
        }

        Assert.Equal(1200, await CountAsync(users));
    }

    [Fact]
    public async Task A_chunk_that_two_instances_have_at_the_same_time_is_counted_once()
    {
        var users = sends.Users(300);
        var batch = await sends.SendAsync(sends.To(users));
        var message = Assert.Single(sends.Messages).Text;
        await Task.WhenAll(sends.RunAsync(message), sends.RunAsync(message));
        Assert.Equal((300, 0), ((await sends.ReadAsync(batch)).Created, (await sends.ReadAsync(batch)).Remaining));
        Assert.Equal(300, await CountAsync(users));
    }

    [Fact]
    public async Task What_is_critical_has_a_queue_of_its_own_and_the_first_place()
    {
        var users = sends.Users(1500);
        var batch = await sends.SendAsync(sends.To([.. users.Take(700)]), sends.To([.. users.Skip(700)], NotificationPriority.Critical));
        Assert.Equal((2, 2), (batch.CriticalChunks, batch.NormalChunks));
        Assert.All(sends.Messages, message => Assert.Equal(BatchMessage.Read(message.Text)!.Chunk.IsCritical ? BatchQueue.CriticalName : BatchQueue.Name, message.Queue));
        Assert.Equal(["c0", "c1", "n0", "n1"], await sends.GoToAsync(LargeSends.Start.AddMinutes(1)));
        Assert.Equal(BatchState.Done, (await sends.ReadAsync(batch)).State);
    }

    [Fact]
    public async Task A_user_of_two_sends_gets_both()
    {
        var user = sends.Users(1);
        await sends.SendAsync(sends.To(user), sends.To(user) with { Title = "Otra" });
        await sends.GoToAsync(LargeSends.Start.AddMinutes(1));
        Assert.Equal(["Novedades", "Otra"], (await sends.ReadFeedAsync(user[0])).Select(notification => notification.Title).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_idempotency_key_finds_its_batch_again_and_refuses_another()
    {
        var users = sends.Users(10);
        var key = $"key-{sends.Prefix}";
        var first = await sends.SendAsync(key, sends.To(users));
        sends.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(first, await sends.SendAsync(key, sends.To(users)));
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => sends.SendAsync(key, sends.To(users) with { Title = "Otra" }));
        await sends.GoToAsync(LargeSends.Start.AddMinutes(1));
        Assert.Single(await sends.ReadFeedAsync(users[0]));
    }

    [Fact]
    public async Task What_is_stopped_sends_no_more_and_says_how_far_it_came()
    {
        var batch = await sends.SendAsync(sends.To(sends.Users(1000)));
        await sends.GoToAsync(LargeSends.Start);
        Assert.Equal((BatchState.Stopped, 500, 500), Told((await sends.Desk.StopAsync(Producer.Unnamed, batch.BatchId, LargeSends.Token))!));
        await sends.GoToAsync(LargeSends.Start.AddMinutes(1));
        await sends.Desk.SweepAsync(LargeSends.Token);
        sends.Messages.RemoveAll(message => BatchMessage.Read(message.Text)!.BatchId != batch.BatchId);
        Assert.Equal((BatchState.Stopped, 500, 500), Told((await sends.Desk.StopAsync(Producer.Unnamed, batch.BatchId, LargeSends.Token))!));
        Assert.Empty(sends.Messages);

        static (string, int, int) Told(BatchStatus status) => (status.State, status.Created, status.Remaining);
    }

    [Fact]
    public async Task A_producer_lists_its_own_the_newest_first_and_who_operates_everybodys()
    {
        var market = new Producer($"market-{sends.Prefix}", new HashSet<ProducerRight> { ProducerRight.Notify });
        var own = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            own.Insert(0, (await sends.SendAsAsync(market.Name, idempotencyKey: null, sends.To(sends.Users(2)))).BatchId);
            sends.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await sends.GoToAsync(sends.Time.GetUtcNow());
        var unnamed = await sends.SendAsync(sends.To(sends.Users(2)));

        var first = await sends.Desk.ListAsync(market, cursor: null, limit: 2, LargeSends.Token);
        Assert.Equal(own[..2], first.Batches.Select(batch => batch.Id));
        Assert.All(first.Batches, batch => Assert.Equal((BatchState.Done, 2, market.Name), (batch.State, batch.Created, batch.Producer)));
        var last = await sends.Desk.ListAsync(market, first.Cursor, limit: 2, LargeSends.Token);
        Assert.Equal(own[2..], last.Batches.Select(batch => batch.Id));
        Assert.Null(last.Cursor);

        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await sends.Desk.ListAsync(Producer.Unnamed, cursor, limit: 50, LargeSends.Token);
            found.AddRange(page.Batches.Select(batch => batch.Id).Where(id => own.Contains(id) || id == unnamed.BatchId));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.Equal([unnamed.BatchId, .. own], found);
    }

    [Fact]
    public async Task A_queue_that_is_away_or_loses_messages_makes_it_late_and_nothing_else()
    {
        sends.FailQueue(new RequestFailedException(503, "busy"), times: 1);
        var batch = await sends.SendAsync(sends.To(sends.Users(1000)));
        sends.Messages.Clear();
        await SweepAsync();
        Assert.Empty(sends.Messages);

        sends.Time.Advance(BatchDesk.Patience + TimeSpan.FromMinutes(1));
        await SweepAsync();
        Assert.Equal(["n0", "n1"], (await sends.GoToAsync(sends.Time.GetUtcNow().AddMinutes(1))).Order(StringComparer.Ordinal));
        Assert.Equal(BatchState.Done, (await sends.ReadAsync(batch)).State);
        await SweepAsync();
        Assert.Equal(BatchState.Done, (await sends.Product.Batches.FindAsync(batch.BatchId, LargeSends.Token))!.State);

        // Other tests have batches in the same store.
        async Task SweepAsync()
        {
            await sends.Desk.SweepAsync(LargeSends.Token);
            sends.Messages.RemoveAll(message => BatchMessage.Read(message.Text)!.BatchId != batch.BatchId);
        }
    }

    [Fact]
    public async Task What_is_for_later_is_scheduled_for_every_user()
    {
        var user = sends.Users(1);
        var batch = await sends.SendAsync(sends.To(user) with { SendAt = LargeSends.Start.AddDays(3) });
        await sends.GoToAsync(LargeSends.Start.AddMinutes(1));
        Assert.Equal((BatchState.Done, 1), ((await sends.ReadAsync(batch)).State, (await sends.ReadAsync(batch)).Created));
        Assert.Empty(await sends.ReadFeedAsync(user[0]));
    }

    [Fact]
    public async Task Long_texts_make_more_chunks_because_a_document_has_a_limit()
    {
        var longest = new string('\u4e2d', ContentLimits.Message);
        var batch = await sends.SendAsync([.. sends.Users(300).Select(user => sends.To([user]) with { Message = longest })]);
        Assert.True(batch.NormalChunks >= 300 * ContentLimits.Message / Chunk.MaxCharacters);
        await sends.GoToAsync(LargeSends.Start.AddMinutes(5));
        Assert.Equal(300, (await sends.ReadAsync(batch)).Created);
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_whole()
    {
        var users = sends.Users(2);
        Assert.Equal("title", (await RefusalAsync(sends.To(users), sends.To(users) with { Title = "" })).Member);
        Assert.Equal("key", (await RefusalAsync(sends.To(users) with { Key = "k" })).Member);
        Assert.Equal("user_ids", (await RefusalAsync(sends.To([.. Enumerable.Repeat("u", BatchIntake.MaxUsers + 1)]))).Member);
        var many = sends.To(sends.Users((BatchIntake.MaxUsers / 2) + 1));
        Assert.Equal("user_ids", (await RefusalAsync(many, many)).Member);
        await RefusalAsync();
        Assert.Empty(sends.Messages);

        Task<InvalidRequestException> RefusalAsync(params NotificationRequest[] requests) =>
            Assert.ThrowsAsync<InvalidRequestException>(() => sends.SendAsync(requests));
    }

    private async Task<int> CountAsync(IReadOnlyList<string> users)
    {
        var count = 0;
        await Parallel.ForEachAsync(users, LargeSends.Token, async (user, token) =>
            Interlocked.Add(ref count, (await sends.Product.Inbox.CountUnreadAsync(user, token)).Count));
        return count;
    }
}
