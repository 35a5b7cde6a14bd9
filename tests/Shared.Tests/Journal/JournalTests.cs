using System.Diagnostics.Metrics;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Journal;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Journal;

/// <summary>What is noted of pushes, and how it gets into the store without anybody waiting for it. The store is its own, because it is made to fail.</summary>
public sealed class JournalTests : IAsyncLifetime
{
    private readonly CosmosDatabase database = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2031, 1, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().AddSingleton<FixiaMetrics>().BuildServiceProvider();
    private PushJournal journal = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FixiaMetrics Metrics => meters.GetRequiredService<FixiaMetrics>();

    private PushStore Store => new(database.Client);

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        journal = new PushJournal(Store, Metrics, time, NullLogger<PushJournal>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        journal.Dispose();
        await meters.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_within_two_seconds_is_one_document_and_what_comes_later_another()
    {
        NoteMany(1, 2);
        time.Advance(TimeSpan.FromSeconds(1.9));
        NoteMany(3);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await UntilWrittenAsync(1, 2, 3);
        time.Advance(TimeSpan.FromMinutes(5));
        NoteMany(4);
        time.Advance(PushJournal.Patience);
        await UntilWrittenAsync(1, 2, 3, 4);
        Assert.Equal([3, 1], (await PagesAsync()).Select(page => page.Count));
    }

    [Fact]
    public async Task A_full_document_waits_for_nothing_and_the_rest_for_company()
    {
        int[] full = [.. Enumerable.Range(0, PushJournal.PageSize)];
        NoteMany([.. full, 1000]);
        await UntilWrittenAsync(full);
        NoteMany(1001);
        await Patience.UntilAsync(
            async () =>
            {
                time.Advance(PushJournal.Patience);
                return (await WrittenAsync()).Count > full.Length;
            },
            "the rest was written");
        Assert.Equal([full.Length, 2], (await PagesAsync()).Select(page => page.Count));
    }

    [Fact]
    public async Task What_the_store_refuses_is_written_later_and_nothing_of_it_twice()
    {
        database.Faults.ThrottleAtRandom(1, TimeSpan.FromMinutes(10), FixiaDatabase.Pushes);
        NoteMany(1);
        time.Advance(PushJournal.Patience);
        await Patience.UntilAsync(() => database.Faults.Throttled > 0, "the store refused a write");
        NoteMany(2);
        database.Faults.Stop();

        await Patience.UntilAsync(
            async () =>
            {
                time.Advance(PushJournal.Patience);
                return (await WrittenAsync()).Count > 1;
            },
            "it was written");

        Assert.Equal(["1", "2"], (await WrittenAsync()).Select(entry => entry.Id).Order());
    }

    [Fact]
    public async Task Beyond_its_bound_nothing_more_is_taken_and_that_is_counted()
    {
        using var telemetry = new Telemetry(meters.GetRequiredService<IMeterFactory>());
        database.Faults.ThrottleAtRandom(1, TimeSpan.FromMinutes(10), FixiaDatabase.Pushes);
        NoteMany([.. Enumerable.Range(0, PushJournal.MaxHeld + 3)]);
        Assert.Equal(3, telemetry.Measurements.Count(measured => measured.Instrument == "fixia.journal.dropped"));

        database.Faults.Stop();
        await journal.FlushAsync(Token);
        Assert.Equal(PushJournal.MaxHeld, (await WrittenAsync()).Count);
    }

    [Fact]
    public async Task When_the_process_ends_what_was_noted_until_the_very_end_is_written()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(Store).AddSingleton(Metrics).AddSingleton<PushJournal>().AddSingleton<Pulse>();

        // In the order of the app: the worker, which ends what still runs, is there before the product.
        builder.Services.AddHostedService<Straggler>().AddHostedService<JournalLifetime>();
        using (var host = builder.Build())
        {
            await host.StartAsync(Token);
            await host.StopAsync(Token);
        }

        Assert.Equal("late", Assert.Single(await WrittenAsync()).Id);
        Assert.Equal(1, Assert.Single(await Store.ReadBeatsAsync(time.GetUtcNow(), time.GetUtcNow().AddSeconds(1), Token)).Pushes);
    }

    [Fact]
    public async Task Each_member_of_an_entry_is_read_as_it_was_noted_and_what_is_no_entry_is_passed_over()
    {
        var noted = Entry("a") with
        {
            Push = PushEntry.Accepted,
            SilencedBy = "quiet-hours",
            IsWoken = true,
            IsConnected = false,
            ExpiresAt = time.GetUtcNow().AddHours(1),
            IsRead = true,
            ReadAt = time.GetUtcNow().AddMinutes(1),
            Removed = "archived",
            Restores = 2,
            ActedAt = time.GetUtcNow().AddMinutes(2),
        };
        journal.Note(noted);
        await journal.FlushAsync(Token);
        var odd = JsonElement.Parse("""{"id":"odd","kind":"entries","flushed_at":"2031-01-01T09:00:00.000Z","entries":[5,{"id":"x"},{"id":"y","user_id":"u","type":"t","created_at":"never","at":"never"}]}""");
        await Container.CreateItemAsync(odd, new PartitionKey("odd"), cancellationToken: Token);
        await Container.CreateItemAsync(JsonElement.Parse("""{"id":"odder","flushed_at":"2031-01-01T09:00:00.000Z","entries":7}"""), new PartitionKey("odder"), cancellationToken: Token);

        Assert.Equal(noted, Assert.Single(await WrittenAsync()));
    }

    private Container Container => database.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Pushes);

    private void NoteMany(params int[] ids)
    {
        foreach (var id in ids)
        {
            journal.Note(Entry($"{id}"));
        }
    }

    private PushEntry Entry(string id) => new() { Id = id, UserId = "u", Type = "t", CreatedAt = time.GetUtcNow(), At = time.GetUtcNow() };

    private async Task<List<PushEntry>> WrittenAsync()
    {
        var entries = new List<PushEntry>();
        await Store.ReadEntriesAsync(time.GetUtcNow().AddDays(-1), time.GetUtcNow().AddDays(1), entries.Add, Token);
        return entries;
    }

    private Task UntilWrittenAsync(params int[] ids) => Patience.UntilAsync(
        async () => (await WrittenAsync()).Select(entry => entry.Id).Order().SequenceEqual(ids.Select(id => $"{id}").Order()), $"{ids.Length} entries were written");

    private async Task<List<(string At, int Count)>> PagesAsync()
    {
        var pages = new List<(string At, int Count)>();
        using var found = Container.GetItemQueryStreamIterator("SELECT c.flushed_at, ARRAY_LENGTH(c.entries) AS n FROM c WHERE c.kind = 'entries'");
        while (found.HasMoreResults)
        {
            using var answer = await found.ReadNextAsync(Token);
            using var json = await JsonDocument.ParseAsync(answer.Content, cancellationToken: Token);
            pages.AddRange(json.RootElement.GetProperty("Documents").EnumerateArray().Select(page => (page.GetProperty("flushed_at").GetString()!, page.GetProperty("n").GetInt32())));
        }

        return [.. pages.OrderBy(page => page.At, StringComparer.Ordinal)];
    }

    /// <summary>Pushes while it is stopped.</summary>
    private sealed class Straggler(PushJournal journal, FixiaMetrics metrics, TimeProvider time) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            journal.Note(new PushEntry { Id = "late", UserId = "u", Type = "t", CreatedAt = time.GetUtcNow(), At = time.GetUtcNow() });
            metrics.Sent("Accepted");
            return Task.CompletedTask;
        }
    }
}
