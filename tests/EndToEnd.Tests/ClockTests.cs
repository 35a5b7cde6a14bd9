using System.Net;
using System.Text.RegularExpressions;
using Azure.Storage.Queues;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>The clock of a stack, which its page sets forward, for all that keeps time in it.</summary>
public sealed class ClockTests(Browser browser, ClockTests.StackApart stack) : BrowserTest(browser, stack), IClassFixture<ClockTests.StackApart>
{
    private readonly StackApart stack = stack;

    private QueueClient Queue => new(stack.Ready.Storage, ScheduleQueue.Name, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_05_05));

    /// <summary>Nobody looks at the page, so that nothing in its list is seen.</summary>
    private const string Unwatched = "() => Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })";

    [Fact]
    public async Task Quiet_hours_silence_and_count_and_say_at_their_end_what_came()
    {
        await Producer.WantAsync(
            Ana,
            """{"time_zone":"Etc/UTC","quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"21:00","to":"08:00"}]}""",
            Token);
        var stage = await OpenDevicesAsync(new BrowserNewContextOptions { TimezoneId = "Etc/UTC" });
        var phone = await OpenLiveAsync(Ana);
        await phone.Page.EvaluateAsync(Unwatched);
        await phone.RememberToastsAsync();
        await SetClockAsync(stage, "12:00");
        await Producer.CreateAsync(Ana, "De día", Token);
        await phone.ShowsToastAsync("De día");

        await SetClockAsync(stage, "21:30");
        var quiet = await Producer.CreateAsync(Ana, "De noche", Token);
        await phone.ShowsAsync(quiet);
        await phone.ShowsUnreadAsync(2);
        await Producer.CreateAsync(Ana, "Urgente", Token, priority: "critical");
        await phone.ShowsToastAsync("Urgente");

        await Patience.UntilAsync(() => Producer.HasScheduledAsync(Ana, "summary", Token), "the end of the night is scheduled");

        // Each device is told at a moment of its own, within a minute of the end.
        await SetClockAsync(stage, "08:01");
        await phone.ShowsToastAsync("While you were away: 1 new");
        await Producer.CreateAsync(Ana, "De mañana", Token);
        await phone.ShowsToastAsync("De mañana");
        Assert.Equal(["De día", "Urgente", "While you were away: 1 new", "De mañana"], await phone.ToastsSoFarAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public async Task It_takes_no_time_but_one_of_the_next_years(string to)
    {
        var before = await Producer.NowAsync(Token);
        using var answer = await Producer.SetClockAsync(to, Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("'to'", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.InRange(await Producer.NowAsync(Token), before, before.AddMinutes(5));
    }

    [Fact]
    public async Task What_is_sent_in_a_year_arrives_then()
    {
        var phone = await OpenLiveAsync(Ana);
        var year = (await Producer.NowAsync(Token)).AddDays(364);
        await Producer.CreateLaterAsync(Ana, "En un año", year, Token);

        // No message is hidden for longer than a week: this one goes there hop by hop.
        for (var at = year.AddDays(-360); at < year; at = at.AddDays(8))
        {
            await SetClockAsync(at);
            await Patience.UntilAsync(async () => (await Queue.PeekMessagesAsync(cancellationToken: Token)).Value.Length == 0, "the message was taken up");
        }

        Assert.Empty(await phone.IdsAsync());
        // A hop that the last step of the clock overtook is what the hourly search for overdue work is for.
        await SetClockAsync(year.AddHours(2));
        await phone.ShowsToastAsync("En un año");
    }

    /// <summary>Sets the stack's clock to when it shows that time next, as a person would on the page of the three devices.</summary>
    private static async Task SetClockAsync(IPage page, string time)
    {
        await page.GetByTestId("clock-time").FillAsync(time);
        await page.GetByTestId("clock-forward").ClickAsync();
        await Expect(page.GetByTestId("clock")).ToHaveAttributeAsync("datetime", new Regex($"T{time}:"));
    }

    private async Task SetClockAsync(DateTimeOffset to)
    {
        using var answer = await Producer.SetClockAsync($"{to:O}", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>The clock of the stack that all tests share stays the machine's.</summary>
    public sealed class StackApart : LocalStack;
}
