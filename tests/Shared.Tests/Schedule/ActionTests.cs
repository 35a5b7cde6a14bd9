using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Shared.Schedule;
using Fixia.Shared.Webhooks;
using Fixia.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>One button, once, for all devices; and its producer hears of it, whatever fails.</summary>
public sealed class ActionTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string OldSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private readonly Listener listener = new();
    private readonly LaterNotifications later;

    public ActionTests(CosmosDatabase database)
    {
        var endpoint = new WebhookOptions.Endpoint { Url = "https://market.test/hooks?a=b" };
        endpoint.Secrets.Add(Secret);
        endpoint.Secrets.Add(OldSecret);
        var named = new WebhookOptions.Endpoint { Producer = "shop", Url = "https://shop.test/" };
        named.Secrets.Add(OldSecret);
        later = new LaterNotifications(database, listener, endpoint, named);
    }

    public void Dispose() => listener.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DeadLetterStore Letters => new(
        later.Product.Client,
        new FixiaMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
        later.Time,
        NullLogger<DeadLetterStore>.Instance);

    [Fact]
    public async Task The_first_press_is_the_outcome_for_all_devices_and_reads_it()
    {
        var id = await CreateAsync();
        var pressed = await PressAsync(id, "accept");
        later.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new NotificationOutcome("accept", LaterNotifications.Start), pressed);
        Assert.Equal(pressed, await PressAsync(id, "decline"));
        Assert.Equal(pressed, await PressAsync(id, "accept"));
        var shown = (await later.FindAsync(later.Ana, id))!;
        Assert.Equal((pressed, true, LaterNotifications.Start), (shown.Outcome, shown.Read, shown.ReadAt));
        Assert.Equal(0, await later.CountUnreadAsync(later.Ana));
    }

    [Fact]
    public async Task Of_two_that_are_pressed_at_once_one_is()
    {
        var id = await CreateAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => PressAsync(id, i % 2 == 0 ? "accept" : "decline"), Token)));
        Assert.Single(outcomes.Distinct());
        await FireAsync(id);
        Assert.Equal(outcomes[0]!.Action, Assert.Single(listener.Told).Data.GetProperty("action").GetString());
    }

    [Theory]
    [InlineData("unknown", "accept")]
    [InlineData("", "burn")]
    [InlineData("", "")]
    [InlineData("not/an/id", "accept")]
    public async Task What_is_no_button_can_not_be_pressed(string id, string action)
    {
        var known = await CreateAsync();
        Assert.Null(await PressAsync(id.Length == 0 ? known : id, action));
        Assert.Null((await later.FindAsync(later.Ana, known))!.Outcome);
        Assert.Empty(await later.Product.Schedule.ReadOfUserAsync(later.Ana, Token));
    }

    [Theory]
    [InlineData(NotificationRemoval.Archived)]
    [InlineData(NotificationRemoval.Snoozed)]
    [InlineData(NotificationRemoval.Deleted)]
    [InlineData(NotificationRemoval.Retracted)]
    public async Task What_was_put_away_can_not_be_pressed_and_keeps_its_outcome(string removal)
    {
        var (id, pressed) = (await CreateAsync(), await CreateAsync());
        var outcome = await PressAsync(pressed, "accept");
        await later.Product.Marks.RemoveAsync(later.Ana, [id, pressed], removal, Token);
        Assert.Null(await PressAsync(id, "accept"));
        Assert.Equal(outcome, await PressAsync(pressed, "accept"));
        Assert.Equal((removal, removal), ((await later.FindAsync(later.Ana, id))!.Removed, (await later.FindAsync(later.Ana, pressed))!.Removed));
        if (removal == NotificationRemoval.Retracted)
        {
            Assert.Null((await later.FindAsync(later.Ana, pressed))!.Actions);
        }
    }

    [Fact]
    public async Task What_was_read_before_stays_read_since_then()
    {
        var id = await CreateAsync();
        await later.Product.Marks.MarkReadAsync(later.Ana, [id], Token);
        later.Time.Advance(TimeSpan.FromHours(1));
        await PressAsync(id, "accept");
        Assert.Equal(LaterNotifications.Start, (await later.FindAsync(later.Ana, id))!.ReadAt);
        await later.PushAsync(later.Ana, id);
        Assert.Contains(later.Pushed, pushed => pushed.GetProperty("event").ValueEquals("notification:new"));
    }

    [Fact]
    public async Task What_somebody_wrote_read_is_told_as_read()
    {
        await later.StoreAsync($$"""{"id":"n","user_id":"{{later.Ana}}","type":"message","title":"t","created_at":"2026-03-02T08:00:00.000Z","read":true}""");
        await later.PushAsync(later.Ana, "n");
        Assert.Equal(["notification:read", "notification:unread-count"], later.Pushed.Select(pushed => pushed.GetProperty("event").GetString()!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_producer_hears_of_it_also_where_it_is_gone_by_then(bool isKnown)
    {
        var created = await later.PublishAsync(Request with { ExpiresAt = LaterNotifications.Start.AddSeconds(5) });
        var id = created.Notifications[0].Id;
        await PressAsync(id, "accept");
        if (!isKnown)
        {
            // The instance died before it said what was pressed; the first attempt finds out.
            var call = (await later.Product.Schedule.FindCallAsync(later.Ana, ActionCall.IdOf(later.Ana, id), Token))!;
            await later.Product.Schedule.TryWriteAsync(call with { Acted = null }, Token);
            listener.Answers.Enqueue(500);
            await FireAsync(id);
        }

        await later.Product.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
            .DeleteItemStreamAsync(id, new Microsoft.Azure.Cosmos.PartitionKey(later.Ana), cancellationToken: Token);
        await RunAsync(id, TimeSpan.FromMinutes(5));
        Assert.Equal("accept", listener.Told[^1].Data.GetProperty("action").GetString());
        Assert.Equal(isKnown ? 1 : 2, listener.Told.Count);
    }

    [Fact]
    public async Task The_devices_are_told_in_silence()
    {
        var id = await CreateAsync();
        await PressAsync(id, "accept");
        later.Time.Advance(TimeSpan.FromDays(3));
        await later.PushAsync(later.Ana, id);
        var told = later.Pushed.Single(pushed => pushed.GetProperty("event").ValueEquals("notification:new")).GetProperty("data");
        Assert.Equal(
            ("silent", "accept", true),
            (told.GetProperty("attention").GetString(), told.GetProperty("notification").GetProperty("outcome").GetProperty("action").GetString(), told.GetProperty("notification").GetProperty("read").GetBoolean()));
        Assert.Equal(0, later.Pushed[^1].GetProperty("data").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Its_producer_hears_of_it_once_signed_by_each_secret()
    {
        var id = await CreateAsync();
        await PressAsync(id, "accept");
        var message = ScheduledMessage.Of((await later.Product.Schedule.FindCallAsync(later.Ana, ActionCall.IdOf(later.Ana, id), Token))!).ToString();
        await later.FireAsync(message);
        await later.FireAsync(message);
        var told = Assert.Single(listener.Told);
        Assert.Equal($"{ActionCall.IdOf(later.Ana, id)}-{LaterNotifications.Start.ToUnixTimeMilliseconds()}", told.Headers["webhook-id"]);
        Assert.Equal(("https://market.test/hooks?a=b", "notification.acted"), (told.Url, told.Event.GetProperty("type").GetString()));
        Assert.Equal(
            (id, later.Ana, "proposal", "accept", "2026-03-02T09:00:00.000Z"),
            (told.Data.GetProperty("notification_id").GetString(), told.Data.GetProperty("user_id").GetString(), told.Data.GetProperty("notification_type").GetString(),
                told.Data.GetProperty("action").GetString(), told.Data.GetProperty("acted_at").GetString()));
        Assert.Equal(LaterNotifications.Start.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), told.Headers["webhook-timestamp"]);
        Assert.Equal($"{told.Sign(Secret)} {told.Sign(OldSecret)}", told.Headers["webhook-signature"]);
        Assert.Empty(await later.Product.Schedule.ReadOfUserAsync(later.Ana, Token));
    }

    [Fact]
    public async Task Each_producer_hears_of_its_own_and_who_has_no_endpoint_of_nothing()
    {
        var (shop, other) = (await CreateAsync("shop"), await CreateAsync("other"));
        await PressAsync(shop, "accept");
        await PressAsync(other, "accept");
        await FireAsync(shop);
        Assert.Equal(("https://shop.test/", shop), (Assert.Single(listener.Told).Url, listener.Told[0].Data.GetProperty("notification_id").GetString()));
        Assert.Empty(await later.Product.Schedule.ReadOfUserAsync(later.Ana, Token));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task What_it_does_not_hear_is_said_again_with_the_same_id(int answer)
    {
        var id = await CreateAsync();
        await PressAsync(id, "decline");
        listener.Answers.Enqueue(answer);
        listener.Answers.Enqueue(answer);
        await RunAsync(id, TimeSpan.FromMinutes(5));
        Assert.Equal(3, listener.Told.Count);
        Assert.Single(listener.Told.DistinctBy(told => told.Headers["webhook-id"]));
        Assert.Equal([0, 10, 40], listener.Told.Select(told => (int)(told.At - LaterNotifications.Start).TotalSeconds));
        Assert.Empty(await Letters.ReadAsync(source: null, later.Ana, cursor: null, limit: 5, Token));
        Assert.Empty(await later.Product.Schedule.ReadOfUserAsync(later.Ana, Token));
    }

    [Theory]
    [InlineData(503, 180, 180)]
    [InlineData(503, 5, 10)]
    [InlineData(429, 259_200, 86_400)]
    [InlineData(500, 180, 10)]
    public async Task It_is_left_alone_for_as_long_as_it_wishes_up_to_a_day(int answer, int wish, int seconds)
    {
        var id = await CreateAsync();
        await PressAsync(id, "accept");
        listener.RetryAfter = TimeSpan.FromSeconds(wish);
        listener.Answers.Enqueue(answer);
        await RunAsync(id, TimeSpan.FromDays(4));
        Assert.Equal([0, seconds], listener.Told.Select(told => (int)(told.At - LaterNotifications.Start).TotalSeconds));
    }

    [Fact]
    public async Task One_for_whom_no_call_is_free_waits_without_having_been_tried()
    {
        listener.Gate = new TaskCompletionSource();
        var ids = new List<string>();
        for (var i = 0; i <= WebhookSender.Parallelism; i++)
        {
            ids.Add(await CreateAsync());
            await PressAsync(ids[i], "accept");
        }

        // However often it was tried.
        var call = (await later.Product.Schedule.FindCallAsync(later.Ana, ActionCall.IdOf(later.Ana, ids[0]), Token))!;
        await later.Product.Schedule.TryWriteAsync(call with { Attempts = 9 }, Token);
        var calls = ids[1..].ConvertAll(FireAsync);
        await Patience.UntilAsync(() => Task.FromResult(listener.Told.Count == WebhookSender.Parallelism), "all calls are under way");
        await FireAsync(ids[0]);
        var waiting = (await later.Product.Schedule.FindCallAsync(later.Ana, ActionCall.IdOf(later.Ana, ids[0]), Token))!;
        Assert.Equal((9, LaterNotifications.Start.AddSeconds(10), null), (waiting.Attempts, waiting.DueAt, waiting.ClaimedAt));
        Assert.Empty(await Letters.ReadAsync(source: null, later.Ana, cursor: null, limit: 5, Token));
        listener.Gate.SetResult();
        await Task.WhenAll(calls);
        await RunAsync(ids[0], TimeSpan.FromMinutes(1));
        Assert.Equal(ids.Count, listener.Told.Count);

        // A message that the queue delivers again finds nothing left to do.
        await later.FireAsync(ScheduledMessage.Of(waiting).ToString());
        Assert.Equal(ids.Count, listener.Told.Count);
        Assert.Empty(await Letters.ReadAsync(source: null, later.Ana, cursor: null, limit: 5, Token));
    }

    [Fact]
    public async Task After_two_days_it_is_a_dead_letter_that_can_be_tried_again()
    {
        var id = await CreateAsync();
        await PressAsync(id, "accept");
        foreach (var _ in Enumerable.Range(0, 10))
        {
            listener.Answers.Enqueue(500);
        }

        await RunAsync(id, TimeSpan.FromDays(4));
        Assert.Equal(10, listener.Told.Count);
        Assert.InRange(listener.Told[^1].At - LaterNotifications.Start, TimeSpan.FromHours(40), TimeSpan.FromHours(50));
        var letter = Assert.Single(await Letters.ReadAsync(source: null, later.Ana, cursor: null, limit: 5, Token));
        Assert.Equal((DeadLetterKind.Webhook, id, 10, "The endpoint answered 500."), (letter.Kind, letter.DocumentId, letter.Attempts, letter.Reason));
        Assert.Empty(await later.Product.Schedule.ReadOfUserAsync(later.Ana, Token));

        var work = (await Letters.FindAsync(letter.Id, Token))!;
        await later.Product.Calls.AgainAsync(letter.Producer, ActedData.Read(work.Document)!, Token);
        await FireAsync(id);
        Assert.Equal((11, listener.Told[0].Headers["webhook-id"]), (listener.Told.Count, listener.Told[^1].Headers["webhook-id"]));
    }

    [Fact]
    public async Task A_press_that_is_still_under_way_is_waited_for_and_one_that_never_came_is_forgotten()
    {
        var (pressed, never) = (await CreateAsync(), await CreateAsync());
        foreach (var id in (string[])[pressed, never])
        {
            await later.Product.Calls.AskAsync((await later.Product.Notifications.FindAsync(later.Ana, id, Token))!, Token);
        }

        await FireAsync(pressed);
        Assert.Empty(listener.Told);
        await later.Product.Notifications.ChangeAsync(
            later.Ana, pressed, known => known with { Outcome = new NotificationOutcome("accept", LaterNotifications.Start), Read = true }, Token);
        await RunAsync(pressed, TimeSpan.FromMinutes(5));
        Assert.Equal(pressed, Assert.Single(listener.Told).Data.GetProperty("notification_id").GetString());
        await RunAsync(never, TimeSpan.FromHours(2));
        Assert.Single(listener.Told);
        Assert.Empty(await later.Product.Schedule.ReadOfUserAsync(later.Ana, Token));
    }

    [Fact]
    public async Task An_update_brings_other_buttons_and_saying_the_same_again_writes_nothing()
    {
        var created = await later.PublishAsync(Request with { Key = later.Key });
        var id = created.Notifications[0].Id;
        var update = LaterNotifications.Update with { Actions = [new NotificationAction("again", "Otra vez")] };
        later.Time.Advance(TimeSpan.FromMinutes(1));
        await later.Product.Keyed.UpdateAsync(producer: null, later.Key, update, Token);
        var updated = (await later.FindAsync(later.Ana, id))!.UpdatedAt;
        later.Time.Advance(TimeSpan.FromMinutes(1));
        await later.Product.Keyed.UpdateAsync(producer: null, later.Key, update with { Actions = [.. update.Actions!] }, Token);
        Assert.Equal(updated, (await later.FindAsync(later.Ana, id))!.UpdatedAt);
        Assert.Null(await PressAsync(id, "accept"));
        Assert.Equal("again", (await PressAsync(id, "again"))!.Action);

        // Once one was pressed they stay, whatever else changes.
        await later.Product.Keyed.UpdateAsync(producer: null, later.Key, LaterNotifications.Update, Token);
        Assert.Equal(["again"], (await later.FindAsync(later.Ana, id))!.Actions!.Select(action => action.Id));
        Assert.Equal("again", (await PressAsync(id, "accept"))!.Action);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"id":"a","label":"A"},{"id":"a","label":"B"}]""")]
    [InlineData("""[{"id":"a","label":"A"},{"id":"b","label":"B"},{"id":"c","label":"C"}]""")]
    [InlineData("""[{"id":"A","label":"A"}]""")]
    [InlineData("""[{"id":"a","label":"A"},{"id":"B","label":"B"}]""")]
    [InlineData("""[{"id":"a","label":""}]""")]
    [InlineData("""[{"id":"a","label":"12345678901234567890123456789012345678901"}]""")]
    [InlineData("""[{"label":"A"}]""")]
    [InlineData("""[null]""")]
    public async Task What_can_not_be_pressed_is_refused_and_where_it_was_written_left_out(string actions)
    {
        var request = JsonSerializer.Deserialize($$"""{"actions":{{actions}}}""", Json.FixiaJsonContext.Default.NotificationRequest)!;
        Assert.Equal("actions", (await Assert.ThrowsAsync<InvalidRequestException>(() => later.PublishAsync(Request with { Actions = request.Actions }))).Member);
        await later.StoreAsync($$"""{"id":"n","user_id":"{{later.Ana}}","type":"message","title":"t","created_at":"2026-03-02T08:00:00.000Z","actions":{{actions}},"outcome":7}""");
        var stored = (await later.FindAsync(later.Ana, "n"))!;
        Assert.Equal((null, null), (stored.Actions, stored.Outcome));
    }

    [Theory]
    [InlineData("conversation:7", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    public async Task A_group_is_named_as_a_key_is(string group, bool isValid)
    {
        if (isValid)
        {
            var id = (await later.PublishAsync(Request with { GroupKey = group })).Notifications[0].Id;
            Assert.Equal(group, (await later.FindAsync(later.Ana, id))!.GroupKey);
        }
        else
        {
            Assert.Equal("group_key", (await Assert.ThrowsAsync<InvalidRequestException>(() => later.PublishAsync(Request with { GroupKey = group }))).Member);
        }
    }

    [Theory]
    [InlineData("7", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"any text\"", "any text")]
    public async Task A_group_that_somebody_wrote_is_any_text(string json, string? group)
    {
        await later.StoreAsync($$"""{"id":"n","user_id":"{{later.Ana}}","type":"message","title":"t","created_at":"2026-03-02T08:00:00.000Z","group_key":{{json}}}""");
        Assert.Equal(group, (await later.FindAsync(later.Ana, "n"))!.GroupKey);
    }

    [Fact]
    public async Task What_is_everybodys_has_no_buttons()
    {
        var request = new AnnouncementRequest { Type = "system", Title = "t", Message = "m", Actions = [new NotificationAction("a", "A")] };
        var refusal = await Assert.ThrowsAsync<InvalidRequestException>(() => later.Product.Publisher.AnnounceAsync(request, idempotencyKey: null, Token));
        Assert.Equal("actions", refusal.Member);
    }

    private NotificationRequest Request => new()
    {
        UserIds = [later.Ana], Type = "proposal", Title = "Nueva propuesta", Message = "Pintar la cocina",
        Actions = [new NotificationAction("accept", "Aceptar"), new NotificationAction("decline", new string('n', NotificationAction.MaxLabel))],
    };

    private async Task<string> CreateAsync(string? producer = null) => (await later.PublishAsync(Request with { Producer = producer })).Notifications[0].Id;

    private Task<NotificationOutcome?> PressAsync(string id, string action) => later.Product.Actions.PressAsync(later.Ana, id, action, Token);

    /// <summary>Lets the queue bring what is to be done about a notification now.</summary>
    private async Task FireAsync(string id)
    {
        if (await later.Product.Schedule.FindCallAsync(later.Ana, ActionCall.IdOf(later.Ana, id), Token) is { } call)
        {
            listener.Now = later.Time.GetUtcNow();
            await later.FireAsync(ScheduledMessage.Of(call).ToString());
        }
    }

    /// <summary>The same for as long as there is anything to be done, at the times when it is.</summary>
    private async Task RunAsync(string id, TimeSpan duration)
    {
        var until = later.Time.GetUtcNow() + duration;
        while (await later.Product.Schedule.FindCallAsync(later.Ana, ActionCall.IdOf(later.Ana, id), Token) is { } call && call.DueAt < until)
        {
            later.Time.SetUtcNow(call.DueAt > later.Time.GetUtcNow() ? call.DueAt : later.Time.GetUtcNow());
            await FireAsync(id);
        }
    }

    /// <summary>The endpoint of a producer.</summary>
    private sealed class Listener : HttpMessageHandler
    {
        public List<Told> Told { get; } = [];

        /// <summary>What it answers, in order; 0 for nothing at all, -1 for nothing in time. Then 204.</summary>
        public Queue<int> Answers { get; } = [];

        public TimeSpan? RetryAfter { get; set; }

        public DateTimeOffset Now { get; set; }

        /// <summary>What it waits for before it answers.</summary>
        public TaskCompletionSource? Gate { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.Ordinal);
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            lock (Told)
            {
                Told.Add(new Told(request.RequestUri!.ToString(), headers, body, Now));
            }

            await (Gate?.Task ?? Task.CompletedTask);
            var answer = Answers.TryDequeue(out var next) ? next : 204;
            switch (answer)
            {
                case 0:
                    throw new HttpRequestException(HttpRequestError.ConnectionError);
                case -1:
                    throw new TaskCanceledException();
                default:
                    var response = new HttpResponseMessage((HttpStatusCode)answer);
                    response.Headers.RetryAfter = RetryAfter is { } wait ? new(wait) : null;
                    return response;
            }
        }
    }

    private sealed record Told(string Url, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset At)
    {
        public JsonElement Event => JsonElement.Parse(Body);

        public JsonElement Data => Event.GetProperty("data");

        public string Sign(string secret)
        {
            var signed = Encoding.UTF8.GetBytes($"{Headers["webhook-id"]}.{Headers["webhook-timestamp"]}.{Encoding.UTF8.GetString(Body)}");
            return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed))}";
        }
    }
}
