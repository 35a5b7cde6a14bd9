using Fixia.Resilience.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fixia.Resilience.Tests;

/// <summary>Whatever happens in whichever order, in the end every device shows what the store holds.</summary>
public sealed class ClientModelTests(ModelStore store) : IClassFixture<ModelStore>
{
    private const int Worlds = 60;
    private const int MostSteps = 40;

    /// <summary>Numbers of a push that name the feed, and enough documents.</summary>
    private const int NotificationFeed = 12;
    private const int UserFeed = 13;
    private const int WholeNotificationFeed = 600;

    [Fact]
    public void Any_interleaving_ends_in_the_list_and_the_count_of_the_store_on_every_device()
    {
        var property = Prop.ForAll(
            Arb.From(Gen.Choose(1, MostSteps).SelectMany(length => StepGenerator().ListOf(length)).Select(steps => steps.ToArray()), Shrink),
            steps => new World(store).RunAsync(steps));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Worlds), property);
    }

    [Fact]
    public Task A_sync_that_is_cut_off_between_two_pages_misses_nothing_that_changes_until_the_next_connection() =>
        new World(store).RunAsync(
        [
            new(StepKind.Announce, 27), new(StepKind.Push, 14), new(StepKind.CreateMany, 27), new(StepKind.AnswerSync, 32),
            new(StepKind.DeliverSync, 17), new(StepKind.AnswerSync, 59), new(StepKind.MarkRead, 19), new(StepKind.Drop, 53),
        ]);

    [Fact]
    public async Task A_count_that_a_mark_all_read_overtakes_while_it_is_corrected_is_corrected_again()
    {
        var world = await StartAsync();
        await world.TakeAsync(StepKind.Create, 0);
        world.OvertakeNextSend(async () =>
        {
            await world.TakeAsync(StepKind.Seen, 0);
            world.OvertakeNextSend(async () =>
            {
                await world.TakeAsync(StepKind.MarkAllRead, 0);
                await world.TakeAsync(StepKind.Push, UserFeed);
            });
        });
        await world.TakeAsync(StepKind.Push, NotificationFeed);
        Assert.True(world.HasOvertaken, "The count was not corrected.");
        await world.CompareAsync();
    }

    [Fact]
    public async Task A_count_that_a_notification_overtakes_while_it_is_corrected_is_corrected_again()
    {
        var world = await StartAsync();
        await world.TakeAsync(StepKind.MarkAllRead, 0);
        world.OvertakeNextSend(async () =>
        {
            await world.TakeAsync(StepKind.Create, 0);
            world.OvertakeNextSend(async () =>
            {
                await world.TakeAsync(StepKind.Create, 0);
                await world.TakeAsync(StepKind.Push, NotificationFeed);
            });
        });
        await world.TakeAsync(StepKind.Push, UserFeed);
        Assert.True(world.HasOvertaken, "The count was not corrected.");
        await world.CompareAsync();
    }

    [Fact]
    public async Task A_push_whose_replica_knows_nothing_of_a_mark_all_read_still_has_the_last_word_right()
    {
        var world = await StartAsync();
        await world.TakeAsync(StepKind.Create, 0);
        await world.TakeAsync(StepKind.Lag, 0);
        await world.TakeAsync(StepKind.MarkAllRead, 0);
        await world.TakeAsync(StepKind.Push, UserFeed);
        await world.TakeAsync(StepKind.Push, NotificationFeed);
        await world.CompareAsync();
        await world.SettleAsync();
    }

    [Fact]
    public async Task What_is_taken_back_and_done_again_is_followed_by_every_device_that_never_syncs()
    {
        var world = await StartAsync();
        foreach (var kind in (StepKind[])[
            StepKind.MarkAllRead, StepKind.MarkUnread, StepKind.MarkRead, StepKind.MarkUnread, StepKind.MarkAllRead, StepKind.MarkUnread,
            StepKind.Archive, StepKind.Restore, StepKind.Delete, StepKind.Restore, StepKind.ArchiveRead, StepKind.MarkShownRead, StepKind.ArchiveRead])
        {
            await world.TakeAsync(kind, 0);
            await world.SettleAsync();
            await world.CompareAsync();
        }
    }

    [Fact]
    public async Task A_change_within_a_second_that_a_sync_has_passed_is_found_by_the_next_one()
    {
        var world = await StartAsync();
        await world.TakeAsync(StepKind.Drop, 0);
        await world.TakeAsync(StepKind.CreateMany, 0);
        await world.TakeAsync(StepKind.Connect, 0);
        await world.TakeAsync(StepKind.AnswerSync, 0);
        await world.TakeAsync(StepKind.DeliverSync, 0);

        // Between two pages the first notification changes, in the second that the first page ended in, and nobody tells.
        await world.TakeAsync(StepKind.Drop, 0);
        await world.TakeAsync(StepKind.MarkRead, 0);
        await world.TakeAsync(StepKind.Wait, 3);
        await world.TakeAsync(StepKind.Create, 0);
        await world.TakeAsync(StepKind.Push, WholeNotificationFeed);
        await world.SettleAsync();
        await world.CompareAsync();
    }

    /// <summary>A world with one notification that every device shows.</summary>
    private async Task<World> StartAsync()
    {
        var world = new World(store);
        await world.TakeAsync(StepKind.Create, 0);
        await world.SettleAsync();
        await world.CompareAsync();
        return world;
    }

    private static Gen<Step> StepGenerator() =>
        Gen.Frequency(
            Of(10, StepKind.Create), Of(1, StepKind.CreateMany), Of(2, StepKind.Announce), Of(6, StepKind.MarkRead), Of(3, StepKind.MarkAllRead),
            Of(1, StepKind.Seen), Of(3, StepKind.Archive), Of(3, StepKind.Delete), Of(2, StepKind.MarkShownRead),
            Of(5, StepKind.MarkUnread), Of(5, StepKind.Restore), Of(1, StepKind.ArchiveRead), Of(16, StepKind.Push), Of(2, StepKind.Refuse),
            Of(2, StepKind.LoseAnswer), Of(4, StepKind.Drop), Of(8, StepKind.Connect), Of(8, StepKind.AnswerSync), Of(8, StepKind.DeliverSync),
            Of(4, StepKind.Wait), Of(5, StepKind.Poll), Of(6, StepKind.Want), Of(4, StepKind.Lag), Of(2, StepKind.CatchUp));

    private static (int Weight, Gen<Step> Step) Of(int weight, StepKind kind) =>
        (weight, Gen.Choose(0, 59).Select(number => new Step(kind, number)));

    /// <summary>Shorter interleavings: without a half, then without a single step.</summary>
    private static IEnumerable<Step[]> Shrink(Step[] steps)
    {
        for (var size = steps.Length / 2; size >= 1; size /= 2)
        {
            for (var start = 0; start + size <= steps.Length; start += size)
            {
                yield return [.. steps[..start], .. steps[(start + size)..]];
            }
        }
    }
}
