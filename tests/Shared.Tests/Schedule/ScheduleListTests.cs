using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>What operators see of what is to come, and how they stop a notification that waits.</summary>
public sealed class ScheduleListTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Due = LaterNotifications.Start.AddHours(1);
    private readonly LaterNotifications later = new(database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ScheduleReader Reader => new(database.Client, later.Time);

    private ScheduleCancellation Cancellation => new(later.Product.Schedule, later.Product.Editor);

    [Fact]
    public async Task It_has_every_kind_and_of_a_notification_no_more_than_the_timeline()
    {
        var sent = (await later.ScheduleAsync(later.Request with { UserIds = [later.Ana], Producer = "market" })).Scheduled![0].Id;
        await WriteAsync(later.Ana, QuietSummary.DocumentId, Due.AddMinutes(1));
        await WriteAsync(later.Ana, SnoozeEnd.IdOf("asleep"), Due.AddMinutes(2), "\"notification_id\":\"asleep\"");
        await WriteAsync(later.Ana, ActionCall.IdOf(later.Ana, "acted"), Due.AddMinutes(3), "\"notification_id\":\"acted\",\"producer\":\"shop\",\"attempts\":4");
        await WriteAsync(later.Ana, "broken", due: null);

        var page = await Reader.ReadAsync(null, later.Ana, null, 10, Token);

        Assert.Equal((LaterNotifications.Start, null), (page.At, page.Cursor));
        Assert.Equal(
            [
                new(sent, later.Ana, "notification", Due, "proposal", "Nueva propuesta", "market", null),
                new("quiet-summary", later.Ana, "summary", Due.AddMinutes(1), null, null, null, null),
                new("asleep", later.Ana, "snooze", Due.AddMinutes(2), null, null, null, null),
                new("acted", later.Ana, "webhook", Due.AddMinutes(3), null, null, "shop", 4),
            ],
            page.Scheduled);
        foreach (var kind in ScheduledKind.All)
        {
            var one = Assert.Single((await Reader.ReadAsync(kind, later.Ana, null, 10, Token)).Scheduled);
            Assert.Equal(kind, one.Kind);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_have_each_of_many_that_are_due_at_one_moment_once_and_what_is_due_first_at_the_beginning(bool ofOneUser)
    {
        // Of a time that nothing else in the database is of, far before everything.
        var moment = new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(Random.Shared.Next(1_000_000));
        var user = $"many-{Guid.NewGuid():N}";
        var written = new HashSet<(string, string)>();
        for (var i = 0; i < 7; i++)
        {
            var (owner, id) = (ofOneUser ? user : $"{user}-{i}", ScheduledIdOf(i));
            await WriteAsync(owner, id, i == 6 ? moment.AddMilliseconds(-1) : moment);
            written.Add((owner, id));
        }

        var seen = new List<ScheduledEntry>();
        string? cursor = null;
        do
        {
            var page = await Reader.ReadAsync(ScheduledKind.Notification, ofOneUser ? user : null, cursor, 3, Token);
            Assert.InRange(page.Scheduled.Count, 0, 3);
            seen.AddRange(page.Scheduled);
            cursor = page.Cursor;
        }
        while (cursor is not null && seen.Count(entry => entry.UserId.StartsWith(user, StringComparison.Ordinal)) < written.Count);

        var own = seen.Where(entry => entry.UserId.StartsWith(user, StringComparison.Ordinal)).ToList();
        Assert.Equal(seen.Select(entry => entry.DueAt).Order(), seen.Select(entry => entry.DueAt));
        Assert.Equal(moment.AddMilliseconds(-1), own[0].DueAt);
        Assert.Equal(written.Count, own.Count);
        Assert.Equal(written, own.Select(entry => (entry.UserId, entry.Id)).ToHashSet());
    }

    [Theory]
    [InlineData("no cursor")]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("e30")]
    [InlineData("W10")]
    [InlineData("Cg")]
    [InlineData("w6k")]
    [InlineData("W3sidG9rZW4iOiLDqSIsInJhbmdlIjp7Im1pbiI6IiIsIm1heCI6IkZGIn19XQ")]
    public async Task A_cursor_that_is_none_is_refused(string cursor)
    {
        foreach (var user in (string?[])[null, later.Ana])
        {
            await Assert.ThrowsAsync<InvalidRequestException>(() => Reader.ReadAsync(null, user, cursor, 3, Token));
        }
    }

    [Fact]
    public async Task What_is_cancelled_is_never_sent_whoever_repeats_the_request_or_has_it_in_work()
    {
        var created = await later.ScheduleAsync(later.Request);
        var (ana, bruno) = (created.Scheduled![0], created.Scheduled[1]);
        var message = later.Queue.Single(one => one.Text.Contains(later.Ana, StringComparison.Ordinal)).Text;

        Assert.True(await Cancellation.CancelAsync(later.Ana, ana.Id, Token));

        Assert.Null(await Cancellation.CancelAsync(later.Ana, ana.Id, Token));
        await later.PublishAsync(later.Request);
        await later.EnqueueAsync(created);
        await later.GoToAsync(Due.AddMinutes(1));
        await later.FireAsync(message);
        Assert.Equal((0, 1), (await later.CountUnreadAsync(later.Ana), await later.CountUnreadAsync(later.Bruno)));
        Assert.Null(await Cancellation.CancelAsync(later.Bruno, bruno.Id, Token));
    }

    [Fact]
    public async Task What_somebody_has_in_work_is_cancelled_as_long_as_it_is_not_stored()
    {
        var created = await later.ScheduleAsync(later.Request);
        foreach (var send in created.Scheduled!)
        {
            var waiting = await later.FindScheduledAsync(send.UserId, send.Id);
            await later.Product.Schedule.TryWriteAsync(waiting! with { ClaimedAt = LaterNotifications.Start }, Token);
        }

        var bruno = (await later.FindScheduledAsync(later.Bruno, created.Scheduled[1].Id))!;
        await later.Product.Notifications.CreateAsync(bruno.Notification, Token);

        Assert.True(await Cancellation.CancelAsync(later.Ana, created.Scheduled[0].Id, Token));
        Assert.False(await Cancellation.CancelAsync(later.Bruno, bruno.Id, Token));
        await later.GoToAsync(Due.AddMinutes(5));
        Assert.Equal((0, 1), (await later.CountUnreadAsync(later.Ana), await later.CountUnreadAsync(later.Bruno)));
    }

    [Fact]
    public async Task Nothing_but_a_notification_can_be_cancelled()
    {
        await WriteAsync(later.Ana, QuietSummary.DocumentId, Due);
        await WriteAsync(later.Ana, SnoozeEnd.IdOf("asleep"), Due, "\"notification_id\":\"asleep\"");
        foreach (var id in (string[])[QuietSummary.DocumentId, SnoozeEnd.IdOf("asleep"), "unknown"])
        {
            Assert.Null(await Cancellation.CancelAsync(later.Ana, id, Token));
        }

        Assert.Equal(2, (await Reader.ReadAsync(null, later.Ana, null, 10, Token)).Scheduled.Count);
    }

    private static string ScheduledIdOf(int i) => $"n-{i}";

    private async Task WriteAsync(string user, string id, DateTimeOffset? due, string? more = null)
    {
        var time = due is { } at ? $"\"due_at\":\"{UtcMillisecondsConverter.ToText(at)}\"" : "\"due_at\":7";
        var document = JsonElement.Parse($$"""{"id":"{{id}}","user_id":"{{user}}",{{time}}{{(more is null ? "" : $",{more}")}}}""");
        await database.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Scheduled).UpsertItemAsync(document, new PartitionKey(user), cancellationToken: Token);
    }
}
