using System.Text;
using System.Text.Json;
using Azure;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>One summary for each end of quiet hours, whatever fails and however often a message comes.</summary>
public sealed class FiringTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Night = QuietNight.Evening.AddHours(2);
    private static readonly DateTimeOffset Due = QuietNight.Morning.AddSeconds(30);
    private readonly QuietNight night = new(database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_the_end_the_devices_are_told_once_what_they_were_not_called_for()
    {
        var message = await SleepAsync("message", "message", "review");
        night.GoTo(Due);
        await night.NotifyAsync("payment");
        await night.FireAsync(message);

        Assert.Equal(new NotificationCounts("3 message=2 review=1", ""), night.Told());
        var told = night.Summaries.Single();
        Assert.Equal($"quiet-summary-{QuietNight.Morning.ToUnixTimeMilliseconds()}", told.GetProperty("id").GetString());
        Assert.Equal((Night, QuietNight.Morning), (told.GetProperty("since").GetDateTimeOffset(), told.GetProperty("until").GetDateTimeOffset()));
        Assert.False(told.TryGetProperty("more", out _));
        Assert.Null(await night.FindAsync());
    }

    [Fact]
    public async Task A_message_that_comes_twice_fires_once()
    {
        var message = await SleepAsync("message");
        night.GoTo(Due);
        await night.FireAsync(message);
        await night.FireAsync(message);
        Assert.Single(night.Summaries);
        Assert.Empty(night.Messages);
    }

    [Fact]
    public async Task Messages_that_run_side_by_side_fire_once()
    {
        var message = await SleepAsync("message");
        night.GoTo(Due);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => night.FireAsync(message), Token)));
        Assert.Single(night.Summaries);

        // Those that found it claimed look once more, lest the one that claimed it has died.
        Assert.All(night.Messages, again => Assert.Equal((message, ScheduledDocument.ClaimLifetime), again));
        night.GoTo(Due + ScheduledDocument.ClaimLifetime);
        await night.FireAsync(message);
        Assert.Single(night.Summaries);
    }

    [Fact]
    public async Task A_message_that_comes_too_early_comes_again()
    {
        var message = await SleepAsync("message");
        night.GoTo(QuietNight.Morning.AddSeconds(-10));
        await night.FireAsync(message);
        Assert.Empty(night.Summaries);
        var again = night.Take();
        night.GoTo(Due);
        await night.FireAsync(again);
        Assert.Single(night.Summaries);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("seen")]
    [InlineData("read all")]
    [InlineData("removed")]
    public async Task When_everything_was_seen_nothing_is_told(string how)
    {
        await night.WantNightAsync();
        night.GoTo(Night);
        var id = await night.NotifyAsync();
        var message = await night.TakeAsync();
        night.GoTo(Night.AddHours(1));
        await (how switch
        {
            "read" => night.Product.Marks.MarkReadAsync(night.User, [id], Token),
            "seen" => night.Product.Marks.MarkSeenAsync(night.User, before: null, Token),
            "read all" => night.Product.Marks.MarkAllReadAsync(night.User, before: null, Token),
            _ => night.Product.Marks.RemoveAsync(night.User, [id], NotificationRemoval.Deleted, Token),
        });
        night.GoTo(Due);
        await night.FireAsync(message);
        Assert.Empty(night.Summaries);
        Assert.Null(await night.FindAsync());
    }

    [Fact]
    public async Task What_was_seen_is_left_out_of_what_was_not()
    {
        await night.WantNightAsync();
        night.GoTo(Night);
        await night.NotifyAsync("message");
        await night.Product.Marks.MarkAllReadAsync(night.User, before: null, Token);
        night.GoTo(Night.AddHours(1));
        await night.NotifyAsync("review");
        await night.Product.Marks.MarkSeenAsync(night.User, before: null, Token);
        night.GoTo(Night.AddHours(2));
        await night.NotifyAsync("payment");
        var message = await night.TakeAsync();
        night.GoTo(Due);
        await night.FireAsync(message);
        Assert.Equal("1 payment=1", night.Told().User);
    }

    [Fact]
    public async Task A_push_that_fails_is_repeated_with_the_same_id()
    {
        var message = await SleepAsync("message");
        night.GoTo(Due);
        night.FailNextPush(new RequestFailedException(503, "busy"));
        await night.FireAsync(message);
        Assert.Empty(night.Summaries);
        Assert.NotNull((await night.FindAsync())!.ClaimedAt);

        var again = night.Take();
        Assert.Equal(message, again);
        night.GoTo(Due + ScheduledDocument.ClaimLifetime);
        await night.FireAsync(again);
        Assert.Equal($"quiet-summary-{QuietNight.Morning.ToUnixTimeMilliseconds()}", night.Summaries.Single().GetProperty("id").GetString());
        Assert.Null(await night.FindAsync());
    }

    [Fact]
    public async Task The_work_of_an_instance_that_died_between_claim_and_push_is_taken_over()
    {
        var message = await SleepAsync("message");
        night.GoTo(Due);
        Assert.NotNull(await night.Product.Schedule.TryWriteAsync((await night.FindAsync())! with { ClaimedAt = Due }, Token));

        // It may be alive.
        night.GoTo(Due.AddSeconds(10));
        await night.FireAsync(message);
        Assert.Empty(night.Summaries);
        var again = night.Take();

        night.GoTo(Due + ScheduledDocument.ClaimLifetime);
        await night.FireAsync(again);
        Assert.Single(night.Summaries);
    }

    [Fact]
    public async Task A_summary_that_is_late_until_the_next_night_waits_for_its_end()
    {
        var message = await SleepAsync("message");
        var next = QuietNight.Morning.AddDays(1);
        night.GoTo(Night.AddDays(1));
        await night.FireAsync(message);
        Assert.Empty(night.Summaries);
        Assert.Equal(next, (await night.FindAsync())!.DueAt);

        var later = await night.TakeAsync();
        night.GoTo(next.AddMinutes(1));
        await night.FireAsync(later);
        Assert.Single(night.Summaries);
    }

    [Fact]
    public async Task The_next_night_takes_over_what_the_last_one_left_behind()
    {
        await SleepAsync("message");

        // The message was lost, and so was the instance that had it.
        await night.Product.Schedule.TryWriteAsync((await night.FindAsync())! with { ClaimedAt = Due }, Token);
        night.GoTo(Night.AddDays(1));
        await night.NotifyAsync("review");
        var scheduled = await night.FindAsync();
        Assert.Equal((Night, QuietNight.Morning.AddDays(1), null), (scheduled!.Since, scheduled.DueAt, scheduled.ClaimedAt));
        var message = await night.TakeAsync();
        night.GoTo(Due.AddDays(1));
        await night.FireAsync(message);
        Assert.Equal("2 message=1 review=1", night.Told().User);
    }

    [Fact]
    public async Task What_is_silenced_while_a_summary_is_pushed_gets_one_of_its_own()
    {
        var message = await SleepAsync("message");
        night.GoTo(Due);
        night.WhilePushing = async () =>
        {
            // The last word of another instance, whose clock is behind.
            night.WhilePushing = null;
            await night.Product.Summaries.EnsureAsync(
                night.User, await night.Product.Preferences.ReadAsync(night.User, Token), Due, Due.AddDays(1).AddHours(-2), Token);
        };
        await night.FireAsync(message);
        Assert.Equal((QuietNight.Morning.AddDays(1), null), ((await night.FindAsync())!.DueAt, (await night.FindAsync())!.ClaimedAt));
    }

    [Fact]
    public async Task A_claim_sends_no_message()
    {
        await SleepAsync("message");
        await night.Product.Schedule.TryWriteAsync((await night.FindAsync())! with { ClaimedAt = Due }, Token);
        await night.EnqueueAsync();
        Assert.Empty(night.Messages);
    }

    [Fact]
    public async Task What_passes_is_tried_for_a_day()
    {
        var message = await SleepAsync("message");
        night.GoTo(Due + QuietSummary.Lifetime.Divide(2));
        night.FailNextPush(new RequestFailedException(503, "busy"));
        await night.FireAsync(message);
        Assert.Equal(message, night.Take());
        night.GoTo(Due + QuietSummary.Lifetime);
        night.FailNextPush(new RequestFailedException(503, "busy"));
        await night.FireAsync(message);
        Assert.Empty(night.Messages);
    }

    [Fact]
    public async Task When_the_queue_fails_too_the_message_comes_again()
    {
        var message = await SleepAsync("message");
        night.GoTo(Due);
        night.FailNextPush(new RequestFailedException(503, "busy"));
        night.FailNextSend(new RequestFailedException(503, "busy"));
        await Assert.ThrowsAsync<QueueFailedException>(() => night.FireAsync(message));
    }

    [Fact]
    public async Task What_does_not_pass_is_set_aside()
    {
        var message = await SleepAsync("message");
        night.GoTo(Due);
        night.FailNextPush(new NotSupportedException("a mistake of ours"));
        await night.FireAsync(message);
        Assert.Empty(night.Messages);
        using var pages = database.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Errors).GetItemQueryStreamIterator(
            new QueryDefinition("SELECT VALUE c.reason FROM c WHERE c.user_id = @user").WithParameter("@user", night.User));
        using var page = await pages.ReadNextAsync(Token);
        using var reasons = await JsonDocument.ParseAsync(page.Content, cancellationToken: Token);
        Assert.Equal("It could not be done: NotSupportedException.", Assert.Single(reasons.RootElement.GetProperty("Documents").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("""{"user_id":"ana","id":"something-else","due_at":"2026-01-21T08:00:00.000Z"}""")]
    [InlineData("""{"user_id":"","id":"quiet-summary","due_at":"2026-01-21T08:00:00.000Z"}""")]
    [InlineData("""{"user_id":"ana","id":"quiet-summary","due_at":"soon"}""")]
    public async Task A_message_of_somebody_else_is_passed_over(string message)
    {
        await night.FireAsync(message);
        Assert.Empty(night.Messages);
        Assert.Empty(night.Summaries);
    }

    [Fact]
    public async Task A_document_that_somebody_spoilt_goes_without_a_word()
    {
        await SleepAsync("message");
        using var spoilt = new MemoryStream(Encoding.UTF8.GetBytes(
            $$"""{"id":"quiet-summary","user_id":"{{night.User}}","since":7,"due_at":"never"}"""));
        using var response = await database.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Scheduled)
            .UpsertItemStreamAsync(spoilt, new PartitionKey(night.User), cancellationToken: Token);
        var message = await night.TakeAsync();
        night.GoTo(Due);
        await night.FireAsync(message);
        Assert.Empty(night.Summaries);
        Assert.Null(await night.FindAsync());
    }

    /// <summary>A night in which notifications come, and the message that ends it.</summary>
    private async Task<string> SleepAsync(params string[] types)
    {
        await night.WantNightAsync();
        night.GoTo(Night);
        foreach (var type in types)
        {
            await night.NotifyAsync(type);
        }

        return await night.TakeAsync();
    }
}
