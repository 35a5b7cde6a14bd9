using System.Text.Json;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>Notifications that are found again by the producer's key: cancelled, taken back, changed in place.</summary>
public sealed class KeyTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Due = LaterNotifications.Start.AddHours(1);
    private readonly LaterNotifications later = new(database);

    private static CancellationToken Token => LaterNotifications.Token;

    [Fact]
    public async Task What_is_cancelled_in_time_is_never_sent()
    {
        var created = await later.ScheduleAsync(later.Request);
        Assert.Equal(new CancelledKey(2, 0, 0), await CancelAsync());
        Assert.Equal(new CancelledKey(2, 0, 0), await CancelAsync());
        await later.GoToAsync(Due.AddDays(1));
        Assert.All(await EachAsync(created), Assert.Null);

        // Not even by an attempt to schedule it that comes late.
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => later.PublishAsync(later.Request));
    }

    [Fact]
    public async Task Cancelling_says_for_whom_it_was_too_late_and_takes_back_if_that_is_wanted()
    {
        var created = await later.ScheduleAsync(later.Request);
        var message = later.Queue.Single(queued => queued.Text.Contains(later.Ana, StringComparison.Ordinal)).Text;
        later.Time.SetUtcNow(Due);
        await later.FireAsync(message);

        Assert.Equal(new CancelledKey(1, 1, 0), await CancelAsync());
        Assert.Equal(1, await later.CountUnreadAsync(later.Ana));
        Assert.Equal(new CancelledKey(1, 0, 1), await CancelAsync(retract: true));
        Assert.Equal(0, await later.CountUnreadAsync(later.Ana));
        await later.PushAsync(later.Ana, created.Scheduled![0].Id);
        Assert.Equal(
            created.Scheduled[0].Id,
            later.Pushed.Single(entry => Name(entry) == "notification:removed").GetProperty("data").GetProperty("notificationIds")[0].GetString());
        await later.GoToAsync(Due.AddDays(1));
        Assert.Null((await EachAsync(created))[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_another_instance_has_in_work_is_too_late_or_taken_back_before_it_arrives(bool retract)
    {
        var created = await later.ScheduleAsync(later.Request with { UserIds = [later.Ana] });
        var id = created.Scheduled![0].Id;
        later.Time.SetUtcNow(Due);
        var scheduled = (await later.FindScheduledAsync(later.Ana, id))!;
        await later.Product.Schedule.TryWriteAsync(scheduled with { ClaimedAt = Due }, Token);

        Assert.Equal(retract ? new CancelledKey(0, 0, 1) : new CancelledKey(0, 1, 0), await CancelAsync(retract));

        // It had looked at the key before.
        await later.Product.Notifications.CreateAsync(scheduled.Notification with { CreatedAt = Due }, Token);
        Assert.Equal(retract ? 0 : 1, await later.CountUnreadAsync(later.Ana));
        Assert.Equal(retract ? NotificationRemoval.Retracted : null, (await later.FindAsync(later.Ana, id))!.Removed);
    }

    [Fact]
    public async Task What_is_claimed_and_cancelled_before_the_key_was_looked_at_is_not_sent()
    {
        var created = await later.ScheduleAsync(later.Request with { UserIds = [later.Ana] });
        var id = created.Scheduled![0].Id;
        var scheduled = (await later.FindScheduledAsync(later.Ana, id))!;
        await later.Product.Schedule.TryWriteAsync(scheduled with { ClaimedAt = Due.AddMinutes(-5) }, Token);
        await CancelAsync();
        await later.GoToAsync(Due.AddMinutes(10));
        Assert.Null(await later.FindAsync(later.Ana, id));
        Assert.Null(await later.FindScheduledAsync(later.Ana, id));
    }

    [Fact]
    public async Task What_was_not_sent_is_sent_as_it_was_changed_and_when()
    {
        var created = await later.ScheduleAsync(later.Request);
        var moved = Due.AddDays(1);
        Assert.Equal(new UpdatedKey(0, 2, 0), await UpdateAsync(LaterNotifications.Update with { SendAt = moved }));
        await later.EnqueueAsync(created);
        await later.GoToAsync(moved.AddMinutes(-1));
        Assert.All(await EachAsync(created), Assert.Null);
        await later.GoToAsync(moved.AddMinutes(1));
        Assert.All(await EachAsync(created), sent => Assert.Equal(("Propuesta retirada", moved), (sent!.Title, sent.CreatedAt)));
    }

    [Fact]
    public async Task What_was_sent_changes_in_place_without_a_call_and_without_a_delivery()
    {
        var created = await later.PublishAsync(later.Request with { SendAt = null });
        var (ana, id) = (later.Ana, created.Notifications[0].Id);
        await later.PushAsync(ana, id);
        Assert.Equal("interrupt", later.Pushed.Single(IsNew).GetProperty("data").GetProperty("attention").GetString());
        later.Time.Advance(TimeSpan.FromMinutes(1));
        await later.Product.Marks.MarkReadAsync(created.Notifications[1].UserId, [created.Notifications[1].Id], Token);
        later.Pushed.Clear();

        Assert.Equal(new UpdatedKey(2, 0, 0), await UpdateAsync(LaterNotifications.Update));
        var changed = (await later.FindAsync(ana, id))!;
        Assert.Equal(("Propuesta retirada", created.Notifications[0].CreatedAt, later.Time.GetUtcNow(), false), (changed.Title, changed.CreatedAt, changed.UpdatedAt, changed.Read));
        Assert.Equal((1, 0), (await later.CountUnreadAsync(ana), await later.CountUnreadAsync(later.Bruno)));
        await later.PushAsync(ana, id);
        await later.PushAsync(later.Bruno, created.Notifications[1].Id);
        var pushed = later.Pushed.Where(IsNew).Select(entry => entry.GetProperty("data")).ToList();
        Assert.Equal(["silent", "silent"], pushed.Select(data => data.GetProperty("attention").GetString()));
        Assert.Equal([false, true], pushed.Select(data => data.GetProperty("notification").GetProperty("read").GetBoolean()));
        Assert.All(pushed, data => Assert.Equal("Propuesta retirada", data.GetProperty("notification").GetProperty("title").GetString()));

        // Saying the same again is no change.
        later.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new UpdatedKey(2, 0, 0), await UpdateAsync(LaterNotifications.Update));
        Assert.Equal(changed, await later.FindAsync(ana, id));
    }

    [Fact]
    public async Task What_was_changed_before_anybody_can_have_seen_it_calls()
    {
        var created = await later.PublishAsync(later.Request with { SendAt = null });
        later.Time.Advance(TimeSpan.FromSeconds(1));
        await UpdateAsync(LaterNotifications.Update);
        await later.PushAsync(later.Ana, created.Notifications[0].Id);
        Assert.Equal("interrupt", later.Pushed.Single(IsNew).GetProperty("data").GetProperty("attention").GetString());
    }

    [Fact]
    public async Task What_is_gone_stays_gone_and_what_is_unknown_is_said()
    {
        var created = await later.PublishAsync(later.Request with { SendAt = null });
        await later.Product.Marks.RemoveAsync(later.Ana, [created.Notifications[0].Id], NotificationRemoval.Deleted, Token);
        Assert.Equal(new UpdatedKey(1, 0, 1), await UpdateAsync(LaterNotifications.Update));
        Assert.Equal(new CancelledKey(1, 1, 0), await CancelAsync());
        Assert.Null(await later.Product.Keyed.CancelAsync(producer: null, "unknown", retract: false, Token));
        Assert.Null(await later.Product.Keyed.UpdateAsync(producer: null, "unknown", LaterNotifications.Update, Token));
    }

    [Fact]
    public async Task A_repeated_request_finds_what_was_moved_and_sends_it_neither_early_nor_as_it_was()
    {
        var created = await later.ScheduleAsync(later.Request with { UserIds = [later.Ana] });
        var moved = Due.AddDays(1);
        await UpdateAsync(LaterNotifications.Update with { SendAt = moved });
        await later.EnqueueAsync(created);
        await later.GoToAsync(Due.AddMinutes(1));
        var repeated = await later.PublishAsync(later.Request with { UserIds = [later.Ana] });
        Assert.Equal((0, moved), (repeated.Notifications.Count, repeated.Scheduled!.Single().SendAt));
        Assert.Null(Assert.Single(await EachAsync(created)));
        await later.GoToAsync(moved.AddMinutes(1));
        Assert.Equal("Propuesta retirada", Assert.Single(await EachAsync(created))!.Title);
    }

    [Fact]
    public async Task A_repeated_request_schedules_nothing_again_that_was_sent_before_its_time()
    {
        var request = later.Request with { UserIds = [later.Ana] };
        var created = await later.ScheduleAsync(request);
        await UpdateAsync(LaterNotifications.Update with { SendAt = LaterNotifications.Start });
        await later.EnqueueAsync(created);
        await later.GoToAsync(LaterNotifications.Start.AddMinutes(1));
        Assert.Equal("Propuesta retirada", Assert.Single((await later.PublishAsync(request)).Notifications).Title);
        Assert.Null(await later.FindScheduledAsync(later.Ana, created.Scheduled![0].Id));
    }

    [Fact]
    public async Task What_is_stored_beside_the_document_that_waits_is_changed_and_taken_back_too()
    {
        var created = await later.ScheduleAsync(later.Request with { UserIds = [later.Ana] });
        var id = created.Scheduled![0].Id;
        await later.Product.Notifications.CreateAsync((await later.FindScheduledAsync(later.Ana, id))!.Notification, Token);
        Assert.Equal(new UpdatedKey(1, 0, 0), await UpdateAsync(LaterNotifications.Update));
        Assert.Equal(new CancelledKey(0, 0, 1), await CancelAsync(retract: true));
        Assert.Equal(0, await later.CountUnreadAsync(later.Ana));
        Assert.Null(await later.FindScheduledAsync(later.Ana, id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_still_runs_stores_nothing_for_those_it_had_not_reached(bool retract)
    {
        // It has claimed the key, and reached nobody.
        var request = later.Request with { UserIds = [later.Ana], SendAt = null };
        var hash = IdempotencyStore.HashOf(request, FixiaJsonContext.Default.NotificationRequest);
        var claimed = await later.Product.Keys.ClaimAsync(later.Key, [later.Ana], hash, sendAt: null, Token);
        Assert.Equal(new CancelledKey(1, 0, 0), await CancelAsync(retract));

        var draft = new NotificationDocument(claimed.NotificationIdOf(later.Ana), later.Ana, new Content { Type = "x", Title = "t", CreatedAt = Due });
        Assert.Equal(NotificationRemoval.Retracted, (await later.Product.Notifications.CreateAsync(draft, Token)).Removed);
        Assert.Equal(0, await later.CountUnreadAsync(later.Ana));
    }

    [Fact]
    public async Task What_is_taken_back_is_not_kept_in_the_tombstone()
    {
        var created = await later.PublishAsync(later.Request with { SendAt = null, ActionUrl = "/secret" });
        await CancelAsync(retract: true);
        var tombstone = (await later.FindAsync(later.Ana, created.Notifications[0].Id))!;
        Assert.Equal(("", "", null, NotificationRemoval.Retracted), (tombstone.Title, tombstone.Message, tombstone.ActionUrl, tombstone.Removed));
    }

    [Fact]
    public async Task A_change_must_not_let_expire_what_waits_and_comes_to_nothing_after_a_cancellation()
    {
        await later.ScheduleAsync(later.Request);
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => UpdateAsync(LaterNotifications.Update with { ExpiresAt = Due.AddMinutes(-1) }));
        Assert.Equal("expires_at", refused.Member);
        await CancelAsync();
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => UpdateAsync(LaterNotifications.Update));
    }

    [Fact]
    public async Task What_was_changed_once_is_read_later_as_any_other()
    {
        var created = await later.PublishAsync(later.Request with { SendAt = null });
        var (ana, id) = (later.Ana, created.Notifications[0].Id);
        later.Time.Advance(TimeSpan.FromSeconds(1));
        await UpdateAsync(LaterNotifications.Update);
        later.Time.Advance(TimeSpan.FromDays(3));
        await later.Product.Marks.MarkReadAsync(ana, [id], Token);
        await later.PushAsync(ana, id);
        Assert.DoesNotContain(later.Pushed, IsNew);
        Assert.Single(later.Pushed, entry => Name(entry) == "notification:read");
    }

    [Fact]
    public async Task A_key_lives_as_long_as_what_was_moved()
    {
        await later.ScheduleAsync(later.Request);
        await UpdateAsync(LaterNotifications.Update with { SendAt = LaterNotifications.Start.AddDays(300) });
        var known = (await later.Product.Keys.FindAsync(later.Key, Token))!;
        Assert.Equal((int)(TimeSpan.FromDays(300) + NotificationKeyStore.Lifetime).TotalSeconds, known.TimeToLive);
    }

    [Fact]
    public async Task What_is_about_to_be_stored_as_it_was_has_to_be_asked_again()
    {
        var created = await later.ScheduleAsync(later.Request with { UserIds = [later.Ana] });
        var scheduled = (await later.FindScheduledAsync(later.Ana, created.Scheduled![0].Id))!;
        await later.Product.Schedule.TryWriteAsync(scheduled with { ClaimedAt = Due }, Token);
        Assert.Equal([new FailedUser(later.Ana, 503)], (await UpdateAsync(LaterNotifications.Update))!.Failures);
    }

    private static bool IsNew(JsonElement entry) => Name(entry) == "notification:new";

    private static string? Name(JsonElement entry) => entry.GetProperty("event").GetString();

    private Task<CancelledKey?> CancelAsync(bool retract = false) => later.Product.Keyed.CancelAsync(producer: null, later.Key, retract, Token);

    private Task<UpdatedKey?> UpdateAsync(NotificationUpdate update) => later.Product.Keyed.UpdateAsync(producer: null, later.Key, update, Token);

    private async Task<IReadOnlyList<Notification?>> EachAsync(CreatedNotifications created) =>
        await Task.WhenAll(created.Scheduled!.Select(async send => await later.FindAsync(send.UserId, send.Id) is { Removed: null } shown ? shown : null));
}
