using Fixia.Shared.Analytics;
using Fixia.Shared.Data;
using Fixia.Shared.Journal;
using Fixia.Shared.Notifications;
using Fixia.Shared.Receipts;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Analytics;

/// <summary>What the journal of pushes adds to the figures: what was pushed and silenced, and what became of what is no longer stored.</summary>
public sealed class PushedFiguresTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Nine = new(2022, 5, 1, 9, 0, 0, TimeSpan.Zero);
    private readonly string type = $"t-{Guid.NewGuid():N}";
    private readonly string user = Guid.NewGuid().ToString();
    private readonly FakeTimeProvider time = new(Nine);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Product Product => new(database.Client, time);

    private PushStore Store => new(database.Client);

    [Fact]
    public async Task The_first_push_that_was_taken_counts_however_often_and_in_whatever_order_it_was_noted()
    {
        await CreateAsync("plain");
        await CreateAsync("silent");
        await CreateAsync("muted");
        await CreateAsync("refused");
        await CreateAsync("lost");
        await WriteAsync(
            Pushed("plain", 3_000), Pushed("plain", 30), Pushed("plain", 9_000) with { SilencedBy = "mute" },
            Pushed("silent", 600_000), Pushed("silent", 40) with { SilencedBy = "quiet-hours" },
            Pushed("muted", 1_500) with { SilencedBy = "type" },
            Pushed("refused", 10) with { Push = PushEntry.Rejected, SilencedBy = "type" });

        // A process that was killed, or whose answer was lost, wrote some of it once more.
        await WriteAsync(Pushed("plain", 30), Pushed("silent", 40) with { SilencedBy = "quiet-hours" });

        var figures = await CountAsync();

        Assert.Equal((5, 3, 2), (figures.Created, figures.Pushed, figures.Suppressed));
        Assert.Equal(new Dictionary<string, long> { ["quiet-hours"] = 1, ["type"] = 1 }, figures.SuppressedBy.OrderBy(rule => rule.Key).ToDictionary());
        Assert.Equal((3, 2, 1), (figures.TimeToPush.Counts.Sum(), figures.TimeToPush.Counts[0], figures.TimeToPush.Counts[5]));
        Assert.Equal(figures.SuppressedBy, (await CountAsync()).SuppressedBy);
    }

    [Fact]
    public async Task What_woke_from_a_snooze_counts_as_pushed_but_not_when()
    {
        await CreateAsync("woken");
        await WriteAsync(Pushed("woken", 3_600_000) with { IsWoken = true });
        var figures = await CountAsync();
        Assert.Equal((1, 0), (figures.Pushed, figures.TimeToPush.Counts.Sum()));
    }

    [Fact]
    public async Task What_was_pushed_after_the_last_count_of_its_hour_is_no_push_of_it()
    {
        await CreateAsync("late");
        time.SetUtcNow(Nine.AddDays(1).AddMinutes(59));
        await WriteAsync(Pushed("late", 0) with { At = Nine.AddHours(25) });
        Assert.Equal(0, (await CountAsync()).Pushed);
        await WriteAsync(Pushed("late", 0) with { At = Nine.AddHours(25).AddMilliseconds(-1) });
        Assert.Equal(1, (await CountAsync()).Pushed);
    }

    [Fact]
    public async Task What_expires_stays_in_the_figures_and_counts_as_unread_unless_it_was_read()
    {
        string[] ids = ["unread", "read", "taken back", "unread again", "asleep", "acted", "archived"];
        foreach (var id in ids)
        {
            await CreateAsync(id, expiresIn: 1);
            await WriteAsync(Expiring(id, 100) with { Push = PushEntry.Accepted });
        }

        await ReceiveAsync("unread");
        await CreateAsync("later", expiresIn: 5);
        await WriteAsync(Expiring("later", 100, expiresIn: 5) with { Push = PushEntry.Accepted });
        await WriteAsync(
            Expiring("read", 60_000) with { IsRead = true, ReadAt = Nine.AddMinutes(1) },
            Expiring("taken back", 60_000) with { IsRead = true, Removed = NotificationRemoval.Retracted },
            Expiring("unread again", 60_000) with { IsRead = true, ReadAt = Nine.AddMinutes(1) },
            Expiring("unread again", 50_000) with { Restores = 1 },
            Expiring("asleep", 60_000) with { IsRead = true, Removed = NotificationRemoval.Snoozed },
            Expiring("acted", 60_000) with { IsRead = true, ReadAt = Nine.AddMinutes(1), ActedAt = Nine.AddMinutes(1) },
            Expiring("archived", 60_000) with { IsRead = true, ReadAt = Nine.AddMinutes(1), Removed = NotificationRemoval.Archived });
        time.SetUtcNow(Nine.AddMinutes(30));
        var before = await CountAsync();
        time.SetUtcNow(Nine.AddHours(2));
        foreach (var id in ids)
        {
            await DeleteAsync(id);
        }

        var after = await CountAsync();

        Assert.Equal((8, 8, 1, 0), (before.Created, before.Pushed, before.Received, before.ExpiredUnread));
        Assert.Equal((8, 8, 1, 3), (after.Created, after.Pushed, after.Received, after.ExpiredUnread));
        Assert.Equal((3, 3, 1, 1), (after.Read, after.Seen, after.Acted, after.ReceivedWithinMinute));
        Assert.Equal(2, after.TimeToRead.Counts.Sum());
        Assert.Equal(before.TimeToPush.Counts, after.TimeToPush.Counts);
    }

    [Fact]
    public async Task What_a_mark_all_read_covers_did_not_expire_unread_and_what_lies_after_it_did()
    {
        foreach (var (id, minute) in ((string, int)[])[("covered", 1), ("unread again", 1), ("after", 20)])
        {
            await CreateAsync(id, expiresIn: 1, minute);
            await WriteAsync(Expiring(id, 0, expiresIn: 1, minute) with { Restores = id == "unread again" ? 1 : 0 });
        }

        time.SetUtcNow(Nine.AddHours(2));
        await Product.Marks.MarkAllReadAsync(user, Nine.AddMinutes(10), Token);
        await DeleteAsync("covered");
        await DeleteAsync("unread again");
        await DeleteAsync("after");

        var figures = await CountAsync();
        Assert.Equal((3, 1, 2), (figures.Created, figures.Read, figures.ExpiredUnread));
    }

    [Fact]
    public async Task What_is_stored_speaks_for_itself_also_once_it_has_expired()
    {
        await CreateAsync("unread", expiresIn: 1);
        await CreateAsync("read", expiresIn: 1);
        await CreateAsync("living", expiresIn: 3);
        await CreateAsync("after the last count", expiresIn: 25);
        await Product.Marks.MarkReadAsync(user, ["read"], Token);
        time.SetUtcNow(Nine.AddHours(2));
        Assert.Equal((4, 1), await FiguresAsync());
        time.SetUtcNow(Nine.AddHours(30));
        Assert.Equal((4, 2), await FiguresAsync());

        async Task<(long Created, long ExpiredUnread)> FiguresAsync()
        {
            var figures = await CountAsync();
            return (figures.Created, figures.ExpiredUnread);
        }
    }

    [Fact]
    public async Task What_is_gone_without_having_expired_is_in_no_figure()
    {
        time.SetUtcNow(Nine.AddHours(2));
        await CreateAsync("stored");
        await WriteAsync(
            Pushed("erased", 10),
            Expiring("erased before it expired", 10, expiresIn: 9),
            Expiring("whose expiry was taken back", 10),
            Pushed("whose expiry was taken back", 20),
            Pushed("of another hour", 10) with { CreatedAt = Nine.AddHours(1) });
        Assert.Equal(1, (await CountAsync()).Created);
    }

    [Fact]
    public async Task Success_is_counted_of_those_whose_user_was_connected_among_those_that_were_asked_for()
    {
        foreach (var id in (string[])["quick", "slow", "never", "away", "not asked", "not pushed"])
        {
            await CreateAsync(id);
            await WriteAsync(Pushed(id, 10) with { Push = id == "not pushed" ? null : PushEntry.Accepted });
        }

        await WriteAsync(Asked("quick", true), Asked("slow", true), Asked("never", true), Asked("never", false), Asked("away", false), Asked("not pushed", true));
        await ReceiveAsync("quick", "away", "not asked");
        time.SetUtcNow(Nine.AddMinutes(20));
        await ReceiveAsync("slow");

        Assert.Equal(new ConnectedFigures(Asked: 4, Connected: 3, ReceivedWithinMinute: 1, ReceivedWithinHour: 2), (await CountAsync()).Connected);
    }

    [Fact]
    public async Task The_new_figures_are_stored_read_and_summed_up()
    {
        await CreateAsync("a");
        await WriteAsync(Pushed("a", 10) with { SilencedBy = "type" }, Asked("a", true));
        var hour = (await Counter().CountAsync(Nine, Nine.AddHours(1), Token))[0];
        var store = new AnalyticsStore(database.Client);
        await store.WriteAsync(hour, Token);
        var read = Assert.Single(await store.ReadAsync(Nine, Nine.AddHours(1), Token));
        var bucket = Assert.Single(AnalyticsReport.Of([read, read with { Start = Nine.AddHours(1) }], byDay: true, type).Buckets);
        Assert.Equal((2, 2, 2, 2, 2), (bucket.Pushed, bucket.Suppressed, bucket.SuppressedBy["type"], bucket.Connected.Connected, bucket.TimeToPush.Counts[0]));
    }

    private AnalyticsCounter Counter() => new(database.Client, Store, Receipts(), time);

    private ReceiptStore Receipts() => new(database.Client, Options.Create(new ReceiptOptions()), time);

    private async Task<Figures> CountAsync() => (await Counter().CountAsync(Nine, Nine.AddHours(1), Token))[0].Types[type];

    private Task ReceiveAsync(params string[] ids) => Receipts().KeepAsync(user, new ReceivedPayload { Ids = ids }, Token);

    private Task<NotificationDocument> CreateAsync(string id, int? expiresIn = null, int minute = 0) => Product.Notifications.CreateAsync(
        new NotificationDocument
        {
            Id = id,
            UserId = user,
            Type = type,
            Title = id,
            CreatedAt = Nine.AddMinutes(minute),
            ExpiresAt = expiresIn is { } hours ? Nine.AddHours(hours) : null,
        },
        Token);

    /// <summary>What Cosmos DB does with what has expired.</summary>
    private Task<ItemResponse<object>> DeleteAsync(string id) => database.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
        .DeleteItemAsync<object>(id, new PartitionKey(user), cancellationToken: Token);

    private Task WriteAsync(params PushEntry[] entries) =>
        Store.WriteAsync(new PushPage(Guid.NewGuid().ToString("N"), entries.Max(entry => entry.At), entries), Token);

    private PushEntry Pushed(string id, int afterMs) => new()
    {
        Id = id,
        UserId = user,
        Type = type,
        CreatedAt = Nine,
        At = Nine.AddMilliseconds(afterMs),
        Push = PushEntry.Accepted,
    };

    private PushEntry Asked(string id, bool isConnected) => Pushed(id, 10) with { Push = null, IsConnected = isConnected };

    private PushEntry Expiring(string id, int afterMs, int expiresIn = 1, int minute = 0) => Pushed(id, afterMs) with
    {
        Push = null,
        CreatedAt = Nine.AddMinutes(minute),
        ExpiresAt = Nine.AddHours(expiresIn),
    };
}
