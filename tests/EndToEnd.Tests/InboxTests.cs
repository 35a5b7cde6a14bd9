using System.Diagnostics;
using System.Text.Json;
using Fixia.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>What a user does in the list: tabs, several at once, taking it back, and reading on while new ones arrive.</summary>
public sealed class InboxTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    [Fact]
    public async Task All_that_is_read_is_archived_and_taken_back_on_every_device_also_what_no_page_had_loaded()
    {
        const int Loaded = 20;
        for (var i = 0; i < Loaded + 5; i++)
        {
            await Producer.CreateAsync(Ana, $"Leída {i}", Token);
        }

        var phone = await OpenLiveAsync(Ana);
        var desktop = await OpenLiveAsync(Ana);
        await phone.MarkAllReadAsync();
        await desktop.ShowsUnreadAsync(0);
        var unread = await Producer.CreateAsync(Ana, "Sin leer", Token);
        await phone.ShowsAsync(unread);
        await desktop.ShowsAsync(unread);

        await phone.Find("archive-read").ClickAsync();
        await Expect(desktop.Items).ToHaveCountAsync(1);
        await phone.Find("undo").ClickAsync();
        await Expect(phone.Item(unread)).ToBeVisibleAsync();
        foreach (var device in (Device[])[phone, desktop])
        {
            await Patience.UntilAsync(
                async () =>
                {
                    await device.Items.Last.ScrollIntoViewIfNeededAsync();
                    return (await device.IdsAsync()).Count == Loaded + 6;
                },
                "everything is back");
        }
    }

    [Fact]
    public async Task Several_are_put_away_at_once_and_come_back_as_they_were_on_every_device()
    {
        var (phone, desktop) = (await OpenLiveAsync(Ana), await OpenLiveAsync(Ana));
        var ids = new[] { await CreateAsync("message"), await CreateAsync("payment"), await CreateAsync("payment") };
        await Expect(phone.Items).ToHaveCountAsync(3);
        await Expect(phone.Find("filter-unread")).ToContainTextAsync("3");
        await phone.MarkReadAsync(ids[1]);
        await phone.Find("filter-unread").ClickAsync();
        await Expect(phone.Items).ToHaveCountAsync(2);
        await phone.Find("filter-type").SelectOptionAsync("payment");
        await Expect(phone.Items).ToHaveCountAsync(1);
        await phone.Find("filter-type").SelectOptionAsync("");
        await phone.Find("filter-all").ClickAsync();

        await phone.Find("select").ClickAsync();
        foreach (var id in ids[1..])
        {
            await phone.Item(id).GetByTestId("check").CheckAsync();
        }

        await phone.Find("selected-archive").ClickAsync();
        await Expect(phone.Items).ToHaveCountAsync(1);
        await Expect(desktop.Items).ToHaveCountAsync(1);
        await desktop.Find("filter-archived").ClickAsync();
        await Expect(desktop.Items).ToHaveCountAsync(2);
        await phone.Find("undo").ClickAsync();

        await Expect(phone.Items).ToHaveCountAsync(3);
        await Expect(desktop.Items).ToHaveCountAsync(0);
        await phone.ShowsAsReadAsync(ids[1]);
        await phone.ShowsUnreadAsync(2);
        await desktop.ShowsUnreadAsync(2);
    }

    [Fact]
    public async Task What_is_snoozed_sleeps_on_every_device_and_wakes_on_top_and_calls()
    {
        var (phone, desktop) = (await OpenLiveAsync(Ana), await OpenLiveAsync(Ana));
        var asleep = await Producer.CreateAsync(Ana, "Para mañana", Token);
        var other = await CreateAsync("payment");
        await Expect(phone.Items).ToHaveCountAsync(2);
        await phone.Item(asleep).GetByTestId("snooze").ClickAsync();
        await phone.Find("snooze-tomorrow").ClickAsync();

        await Expect(desktop.Items).ToHaveCountAsync(1);
        await phone.ShowsUnreadAsync(1);
        await desktop.ShowsUnreadAsync(1);
        await desktop.Find("filter-snoozed").ClickAsync();
        await desktop.ShowsAsync(asleep);
        await desktop.Item(asleep).GetByTestId("unarchive").ClickAsync();
        await phone.ShowsAsync(asleep);
        Assert.Equal([other, asleep], await phone.IdsAsync());
        await desktop.Find("filter-all").ClickAsync();

        await Producer.SnoozeAsync(Ana, asleep, DateTimeOffset.UtcNow.AddSeconds(3), Token);
        await Expect(phone.Items).ToHaveCountAsync(1);
        await phone.ShowsToastAsync("Para mañana");
        await Expect(desktop.Items).ToHaveCountAsync(2);
        foreach (var device in (Device[])[phone, desktop])
        {
            Assert.Equal([asleep, other], await device.IdsAsync());
            await device.ShowsUnreadAsync(2);
        }
    }

    [Fact]
    public async Task A_button_that_is_pressed_on_one_device_is_the_outcome_on_the_other_and_its_producer_hears_of_it()
    {
        var (phone, desktop) = (await OpenLiveAsync(Ana), await OpenLiveAsync(Ana));
        var id = await Producer.CreateAsync(Ana, "Nueva propuesta", Token, "proposal", actions: [("accept", "Aceptar"), ("decline", "Rechazar")]);
        await Expect(desktop.Item(id).GetByTestId("answer")).ToHaveCountAsync(2);
        await phone.Item(id).Locator("[data-action=decline]").ClickAsync();

        foreach (var device in (Device[])[phone, desktop])
        {
            await Expect(device.Item(id).GetByTestId("outcome")).ToContainTextAsync("Rechazar");
            await Expect(device.Item(id).GetByTestId("answer")).ToHaveCountAsync(0);
            await device.ShowsUnreadAsync(0);
        }

        await Patience.UntilAsync(() => Task.FromResult(Webhooks.Find(id) is not null), "the producer was told");
        var (headers, body) = Webhooks.Find(id)!.Value;
        Assert.Equal("decline", await VerifiedAsync(headers, body));
        Assert.StartsWith("signature ", await VerifiedAsync(headers, body.Replace("decline", "accept", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_is_one_entry_until_it_was_read_and_then_another_begins()
    {
        var (phone, desktop) = (await OpenLiveAsync(Ana), await OpenLiveAsync(Ana));
        var first = await TalkAsync("Hola");
        var second = await TalkAsync("¿Estás?");
        var third = await TalkAsync("Es por mañana");
        foreach (var device in (Device[])[phone, desktop])
        {
            await Expect(device.Items).ToHaveCountAsync(1);
            await Expect(device.Item(third)).ToBeVisibleAsync();
            await device.ShowsUnreadAsync(3);
        }

        await phone.Find("group").ClickAsync();
        await Expect(phone.Find("group-line")).ToHaveCountAsync(2);
        await phone.MarkReadAsync(third);
        await Expect(desktop.Items).ToHaveCountAsync(3);
        foreach (var id in (string[])[first, second, third])
        {
            await desktop.ShowsAsReadAsync(id);
        }

        await desktop.ShowsUnreadAsync(0);
        await TalkAsync("¿Sí o no?");
        await TalkAsync("Avisame");
        await Expect(desktop.Items).ToHaveCountAsync(4);
        await desktop.ShowsUnreadAsync(2);

        Task<string> TalkAsync(string title) => Producer.CreateAsync(Ana, title, Token, group: "conversation:7");
    }

    [Fact]
    public async Task What_arrives_moves_nothing_under_the_reader_and_a_pill_leads_to_it()
    {
        foreach (var _ in Enumerable.Range(0, 15))
        {
            await CreateAsync("message");
        }

        var phone = await OpenLiveAsync(Ana);
        await Expect(phone.Items).ToHaveCountAsync(15);
        var read = phone.Items.Nth(8);
        await read.EvaluateAsync("item => item.scrollIntoView({ block: 'start' })");
        await Expect(read).ToBeInViewportAsync();
        var before = (await read.BoundingBoxAsync())!.Y;
        var id = await read.GetAttributeAsync("data-id");

        var newest = await CreateAsync("payment");
        await Expect(phone.Find("fresh")).ToBeVisibleAsync();
        Assert.InRange((await phone.Item(id!).BoundingBoxAsync())!.Y, before - 2, before + 2);
        await phone.Find("fresh").ClickAsync();
        await Expect(phone.Item(newest)).ToBeInViewportAsync();
        await Expect(phone.Find("fresh")).ToHaveCountAsync(0);
    }

    private Task<string> CreateAsync(string type) => Producer.CreateAsync(Ana, $"Aviso de {type}", Token, type);

    /// <summary>The button that the package for producers reads from a request, or why it does not believe that.</summary>
    private static async Task<string> VerifiedAsync(IReadOnlyDictionary<string, string> headers, string body)
    {
        const string Script = """
            const { verifyWebhook } = await import(process.argv[1]);
            const { secret, headers, body } = JSON.parse(process.argv[2]);
            try { console.log(verifyWebhook({ secret, headers, body }).data.action); } catch (e) { console.log(e.fault, e.message); }
            """;
        var package = new Uri(Path.Combine(StackProcess.RepositoryRoot, "web", "packages", "producer", "dist", "index.js")).AbsoluteUri;
        var request = JsonSerializer.Serialize(new { secret = WebhookListener.Secret, headers, body });
        using var node = Process.Start(new ProcessStartInfo("node", ["--input-type=module", "--eval", Script, package, request]) { RedirectStandardOutput = true })!;
        var answer = await node.StandardOutput.ReadToEndAsync(Token);
        await node.WaitForExitAsync(Token);
        return answer.Trim();
    }
}
