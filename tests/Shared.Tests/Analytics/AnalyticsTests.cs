using Fixia.Shared.Analytics;
using Fixia.Shared.Data;
using Fixia.Shared.Journal;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Receipts;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Analytics;

/// <summary>What became of notifications, counted from what is stored. The year is one that no other test is in.</summary>
public sealed class AnalyticsTests(CosmosDatabase database) : IAsyncLifetime
{
    private static readonly DateTimeOffset Nine = new(2021, 5, 1, 9, 0, 0, TimeSpan.Zero);
    private readonly string type = $"t-{Guid.NewGuid():N}";
    private readonly string user = Guid.NewGuid().ToString();
    private readonly FakeTimeProvider time = new(Nine);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Product Product => new(database.Client, time);

    private ReceiptStore Receipts => new(database.Client, Options.Create(new ReceiptOptions()), time);

    private AnalyticsStore Store => new(database.Client);

    private AnalyticsCounter Counter => new(database.Client, new PushStore(database.Client), Receipts, time);

    private AnalyticsUpkeep Upkeep => new(Store, Counter, time);

    /// <summary>Hours are everybody's: each test has the container for itself.</summary>
    public async ValueTask InitializeAsync()
    {
        foreach (var hour in await Store.ReadAsync(Nine.AddDays(-30), Nine.AddDays(30), Token))
        {
            await Container.DeleteItemAsync<object>(hour.Id, new PartitionKey(hour.Month), cancellationToken: Token);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Container Container => database.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Analytics);

    [Fact]
    public async Task Each_is_counted_once_by_what_became_of_it()
    {
        await CreateAsync("quick", Nine);
        await CreateAsync("slow", Nine.AddMinutes(1));
        await CreateAsync("never", Nine.AddMinutes(2));
        await CreateAsync("later", Nine.AddHours(1));
        await ReceiveAsync(Nine.AddSeconds(3), DeviceKind.Phone, ["quick"], shown: ["quick"]);
        await ReceiveAsync(Nine.AddSeconds(2), DeviceKind.Desktop, ["quick"]);
        await ReceiveAsync(Nine.AddMinutes(31), null, ["quick", "slow", "unknown"]);
        await ReceiveAsync(Nine.AddHours(3), DeviceKind.Tablet, ["later"]);
        time.SetUtcNow(Nine.AddHours(3));
        await Product.Marks.MarkReadAsync(user, ["slow"], Token);
        await Product.Marks.MarkSeenAsync(user, Nine.AddMinutes(1), Token);

        var hours = await Counter.CountAsync(Nine, Nine.AddHours(2), Token);

        var nine = hours[0].Types[type];
        Assert.Equal((3, 2, 1, 2, 1, 1, 2), (nine.Created, nine.Received, nine.Shown, nine.Seen, nine.Read, nine.ReceivedWithinMinute, nine.ReceivedWithinHour));
        Assert.Equal(new KindFigures(Phone: 1, Tablet: 0, Desktop: 1, Unknown: 2), nine.ReceivedBy);
        Assert.Equal((2, 1), (nine.TimeToReceive.Counts.Sum(), nine.TimeToRead.Counts.Sum()));
        Assert.InRange(nine.TimeToReceive.P50!.Value, 1_000, 2_000);
        var ten = hours[1].Types[type];
        Assert.Equal((1, 1, 0, 0), (ten.Created, ten.Received, ten.ReceivedWithinHour, ten.Seen));
    }

    [Fact]
    public async Task A_mark_all_read_counts_for_all_but_what_was_marked_unread_since()
    {
        await CreateAsync("a", Nine);
        await CreateAsync("b", Nine);
        await Product.Marks.MarkAllReadAsync(user, Nine, Token);
        await Product.Marks.MarkUnreadAsync(user, ["b"], Token);

        var figures = (await Counter.CountAsync(Nine, Nine.AddHours(1), Token))[0].Types[type];

        // When it was read nobody knows: the watermark holds the last time only.
        Assert.Equal((2, 1, 0), (figures.Created, figures.Read, figures.TimeToRead.Counts.Sum()));
    }

    [Fact]
    public async Task What_nobody_read_does_not_count_as_read_and_what_was_never_sent_as_nothing()
    {
        await CreateAsync("retracted", Nine);
        await CreateAsync("archived", Nine);
        await Product.Marks.MarkReadAsync(user, ["archived"], Token);
        await Product.Editor.BlockAsync(user, "cancelled before it was sent", Token);
        time.SetUtcNow(Nine.AddHours(20));
        await Product.Marks.RemoveAsync(user, ["retracted"], NotificationRemoval.Retracted, Token);
        await Product.Marks.RemoveAsync(user, ["archived"], NotificationRemoval.Archived, Token);
        await StoreAsync(FixiaDatabase.Notifications, $$"""{"id":"x","user_id":"{{user}}","type":"{{type}}","created_at":"2021-05-01T09:00:00.000Z","removed":"unreadable","read":true}""");

        var hour = (await Counter.CountAsync(Nine, Nine.AddHours(1), Token))[0];

        Assert.DoesNotContain(NotificationRemoval.Retracted, hour.Types.Keys);
        var figures = hour.Types[type];
        Assert.Equal((2, 1, 0), (figures.Created, figures.Read, figures.TimeToRead.Counts.Sum()));
    }

    [Fact]
    public async Task What_was_snoozed_counts_when_it_was_sent_and_as_read_by_nobody()
    {
        await CreateAsync("asleep", Nine);
        await CreateAsync("awake", Nine);
        time.SetUtcNow(Nine.AddMinutes(5));
        await Product.Marks.SnoozeAsync(user, ["asleep"], Nine.AddHours(3), Token);
        await Product.Marks.SnoozeAsync(user, ["awake"], Nine.AddHours(1), Token);
        time.SetUtcNow(Nine.AddHours(1));
        await Product.Restorer.WakeAsync(user, "asleep", Nine.AddHours(1), Token);
        await Product.Restorer.WakeAsync(user, "awake", Nine.AddHours(1), Token);

        var hours = await Counter.CountAsync(Nine, Nine.AddHours(2), Token);

        Assert.Equal((2, 0), (hours[0].Types[type].Created, hours[0].Types[type].Read));
        Assert.DoesNotContain(type, hours[1].Types.Keys);
    }

    [Fact]
    public async Task What_an_hour_counts_does_not_depend_on_what_is_counted_with_it()
    {
        await CreateAsync("a", Nine);
        await ReceiveAsync(Nine.AddHours(40), DeviceKind.Phone, ["a"]);
        var alone = await Counter.CountAsync(Nine, Nine.AddHours(1), Token);
        var together = await Counter.CountAsync(Nine, Nine.AddHours(24), Token);
        Assert.Equal((0, 0), (alone[0].Types[type].Received, together[0].Types[type].Received));
    }

    [Fact]
    public async Task Documents_that_somebody_else_wrote_wrong_stop_nothing()
    {
        await CreateAsync("a", Nine);
        await StoreAsync(FixiaDatabase.Receipts, $$"""{"id":"1","user_id":"{{user}}","received_at":"2021-05-01T09:00:01.000Z","ids":[5,null,"a"],"shown":7}""");
        await StoreAsync(FixiaDatabase.Users, $$"""{"id":"state","user_id":"{{user}}","read_before":"9999-12-31T23:59:59.999Z","seen_before":5}""");
        await StoreAsync(FixiaDatabase.Analytics, """{"id":"2021-05-01T07","month":"2021-05","start":"2021-05-01T07:00:00.000Z","counted_at":"2021-05-01T07:10:00.000Z","types":{"t":{"created":9223372036854775807,"time_to_read":{"counts":["x",0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}},"u":5}}""");
        await StoreAsync(FixiaDatabase.Analytics, """{"id":"odd","month":"2021-05","start":"2021-05-01T06:30:00.000Z","counted_at":"2021-05-01T07:10:00.000Z","types":{}}""");

        time.SetUtcNow(Nine.AddMinutes(10));
        await Upkeep.RunAsync(Token);

        var hours = await Store.ReadAsync(Nine.AddHours(-3), Nine.AddHours(1), Token);
        Assert.Equal([Nine.AddHours(-2), Nine.AddHours(-1), Nine], hours.Select(hour => hour.Start));
        Assert.Equal((1, 1), (hours[2].Types[type].Created, hours[2].Types[type].Received));
        Assert.Equal(1_000_000_000_000, AnalyticsReport.Of(hours, byDay: false, "t").Buckets[0].Created);
        await Container.DeleteItemAsync<object>("odd", new PartitionKey("2021-05"), cancellationToken: Token);
    }

    [Fact]
    public async Task Types_beyond_what_a_document_holds_are_counted_as_one()
    {
        foreach (var i in Enumerable.Range(0, 510))
        {
            await Product.Notifications.CreateAsync(
                new NotificationDocument { Id = $"{i}", UserId = user, Type = $"{type}-{i:000}", Title = "t", CreatedAt = Nine.AddYears(-1) }, Token);
        }

        var hour = (await Counter.CountAsync(Nine.AddYears(-1), Nine.AddYears(-1).AddHours(1), Token))[0];
        Assert.Equal((501, 510L), (hour.Types.Count, hour.Types.Values.Sum(figures => figures.Created)));
    }

    [Fact]
    public async Task What_is_counted_again_is_the_same_also_where_a_count_broke_off()
    {
        await CreateAsync("a", Nine);
        await CreateAsync("b", Nine.AddMinutes(-30));
        time.SetUtcNow(Nine.AddMinutes(20));
        await Upkeep.RunAsync(Token);
        await ReceiveAsync(Nine.AddMinutes(25), DeviceKind.Phone, ["a", "b"]);
        time.SetUtcNow(Nine.AddMinutes(30));

        // Between the two hours that it writes.
        using var broken = new CancellationTokenSource();
        await Store.WriteAsync((await Counter.CountAsync(Nine.AddHours(-1), Nine, Token))[0], Token);
        await broken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Upkeep.RunAsync(broken.Token));
        await Upkeep.RunAsync(Token);
        await Upkeep.RunAsync(Token);

        var hours = await Store.ReadAsync(Nine.AddHours(-1), Nine.AddHours(1), Token);
        Assert.All(hours, hour => Assert.Equal((1, 1), (hour.Types[type].Created, hour.Types[type].Received)));
        Assert.Equal(2, hours.Count);
    }

    [Fact]
    public async Task An_hour_is_final_a_day_after_its_end_and_not_before()
    {
        await CreateAsync("a", Nine);
        time.SetUtcNow(Nine.AddMinutes(10));
        await Upkeep.RunAsync(Token);
        await ReceiveAsync(Nine.AddHours(24), DeviceKind.Phone, ["a"]);
        time.SetUtcNow(Nine.AddHours(24.5));
        await Upkeep.RunAsync(Token);
        Assert.Equal((1, false), await NineAsync());

        time.SetUtcNow(Nine.AddHours(33));
        await Upkeep.RunAsync(Token);
        Assert.Equal((1, true), await NineAsync());

        await ReceiveAsync(Nine.AddMinutes(1), DeviceKind.Phone, ["a"]);
        await CreateAsync("b", Nine);
        time.SetUtcNow(Nine.AddHours(48));
        await Upkeep.RunAsync(Token);
        var report = AnalyticsReport.Of(await Store.ReadAsync(Nine, Nine.AddHours(1), Token), byDay: false, type);
        Assert.Equal((1L, true), (Assert.Single(report.Buckets).Created, report.Buckets[0].IsComplete));

        async Task<(long Received, bool IsClosed)> NineAsync()
        {
            var hour = Assert.Single(await Store.ReadAsync(Nine, Nine.AddHours(1), Token));
            return (hour.Types[type].Received, hour.IsClosed);
        }
    }

    [Fact]
    public async Task Hours_that_were_missed_are_counted_when_the_app_is_back()
    {
        time.SetUtcNow(Nine);
        await Upkeep.RunAsync(Token);
        await CreateAsync("a", Nine.AddHours(20));
        time.SetUtcNow(Nine.AddDays(3));
        await Upkeep.RunAsync(Token);
        var missed = Assert.Single(await Store.ReadAsync(Nine.AddHours(20), Nine.AddHours(21), Token));
        Assert.Equal((1, true), (missed.Types[type].Created, missed.IsClosed));
    }

    [Fact]
    public void A_report_by_day_sums_the_hours_up_and_says_whether_they_are_final()
    {
        AnalyticsHour[] hours = [Hour(9, "message", 2, isClosed: true), Hour(10, "message", 3, isClosed: false), Hour(10, "payment", 5, isClosed: true)];

        var report = AnalyticsReport.Of(hours, byDay: true, type: null);

        Assert.Equal([("message", 5L, false), ("payment", 5L, false)], report.Buckets.Select(bucket => (bucket.Type, bucket.Created, bucket.IsComplete)));
        Assert.Equal(5, report.Buckets[0].TimeToReceive.Counts.Sum());

        static AnalyticsHour Hour(int hour, string type, int created, bool isClosed) => new()
        {
            Start = Nine.Date.AddHours(hour),
            CountedAt = Nine.AddHours(hour).AddDays(isClosed ? 2 : 0),
            Types = new Dictionary<string, Figures>
            {
                [type] = new() { Created = created, TimeToReceive = Histogram.Of(Enumerable.Repeat(TimeSpan.FromSeconds(hour), created)) },
            },
        };
    }

    [Fact]
    public void A_quantile_lies_within_its_class_and_is_null_of_nothing()
    {
        Assert.Equal((null, null), (new Histogram().P50, new Histogram().P95));
        var histogram = Histogram.Of([.. Enumerable.Repeat(TimeSpan.FromMilliseconds(-5), 18), TimeSpan.FromSeconds(7), TimeSpan.FromDays(9)]);
        Assert.Equal((18, 1, 1), (histogram.Counts[0], histogram.Counts[7], histogram.Counts[^1]));
        Assert.InRange(histogram.P50!.Value, 0, 50);
        Assert.InRange(histogram.P95!.Value, 5_000, 10_000);
    }

    private Task<NotificationDocument> CreateAsync(string id, DateTimeOffset at) => Product.Notifications.CreateAsync(
        new NotificationDocument { Id = id, UserId = user, Type = type, Title = id, CreatedAt = at }, Token);

    private async Task StoreAsync(string container, string document)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(document));
        var json = System.Text.Json.JsonElement.Parse(document);
        var partition = container == FixiaDatabase.Analytics ? json.GetProperty("month") : json.GetProperty("user_id");
        using var response = await database.Client.GetContainer(FixiaDatabase.Name, container).UpsertItemStreamAsync(content, new PartitionKey(partition.GetString()), cancellationToken: Token);
        response.EnsureSuccessStatusCode();
    }

    private async Task ReceiveAsync(DateTimeOffset at, DeviceKind? kind, IReadOnlyList<string> ids, IReadOnlyList<string>? shown = null)
    {
        var receipts = new ReceiptStore(database.Client, Options.Create(new ReceiptOptions()), new FakeTimeProvider(at));
        await receipts.KeepAsync(user, new ReceivedPayload { Ids = ids, Shown = shown, DeviceId = kind?.ToString(), DeviceKind = kind }, Token);
    }
}
