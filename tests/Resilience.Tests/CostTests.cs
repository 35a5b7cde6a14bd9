using Fixia.Costs;
using Fixia.Shared.Inboxes;

namespace Fixia.Resilience.Tests;

/// <summary>How the request units of each operation grow; docs/costs.md states them.</summary>
public sealed class CostTests(CostTests.Usual usual) : IClassFixture<CostTests.Usual>
{
    private const int Unread = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_costs_more_with_ten_thousand_notifications_than_with_ten_but_for_fuller_pages()
    {
        var few = await MeasureAsync(total: 10, Unread);
        var many = await MeasureAsync(total: 10_000, Unread);
        foreach (var (operation, charge) in few)
        {
            // A full page loads up to 51 items where a short history has ten: one unit more, two with strong consistency.
            var tolerance = operation is Operations.FeedPage or Operations.TypePage or Operations.FirstPoll or Operations.Sync or Operations.SyncFromCursor ? 2.5 : 0.02;
            Assert.True(
                many[operation] - charge <= tolerance,
                $"'{operation}' costs {charge} RU with 10 notifications and {many[operation]} RU with 10,000.");
        }
    }

    [Fact]
    public async Task What_happens_most_often_is_cheap()
    {
        var costs = await usual.Costs;
        Assert.InRange(costs[Operations.IdlePoll].Charge, 1, 2);
        Assert.InRange(costs[Operations.Push].Charge, 1, 8);
        Assert.InRange(costs[Operations.GatheredPush].Charge, 1, costs[Operations.Push].Charge - 1);
        Assert.InRange(costs[Operations.FeedPage].Charge, 1, 12);
        Assert.InRange(costs[Operations.BatchUser].Charge, 7, 8);
        Assert.Equal(1, costs[Operations.Create].Requests);

        // Many users share a request.
        Assert.Equal(0, costs[Operations.BatchUser].Requests);
        Assert.Equal(0, costs[Operations.GatheredPush].Requests);

        // One write for all of them, far below what one push costs.
        Assert.InRange(costs[Operations.Journal].Charge, 1, 20);
        Assert.Equal(1, costs[Operations.Journal].Requests);

        // Marks, the plan of a count, the count, and the marks again.
        Assert.Equal(4, costs[Operations.Push].Requests);
        Assert.Equal(2, costs[Operations.IdlePoll].Requests);
    }

    [Fact]
    public async Task A_push_and_a_count_grow_with_what_is_unread()
    {
        var few = ChargesOf(await usual.Costs);
        var many = await MeasureAsync(total: 1000, unread: 1000);
        Assert.True(many[Operations.Push] > few[Operations.Push]);
        Assert.True(many[Operations.UnreadCount] > few[Operations.UnreadCount]);
        Assert.Equal(few[Operations.Create], many[Operations.Create], 0.02);
        Assert.Equal(few[Operations.MarkRead], many[Operations.MarkRead], 0.02);
        Assert.Equal(few[Operations.MarkAllRead], many[Operations.MarkAllRead], 0.02);
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(int total, int unread) => ChargesOf(await MeasureAllAsync(total, unread));

    private static Dictionary<string, double> ChargesOf(Dictionary<string, Measured> costs) => costs.ToDictionary(row => row.Key, row => row.Value.Charge);

    private static async Task<Dictionary<string, Measured>> MeasureAllAsync(int total, int unread)
    {
        await using var product = await MeteredProduct.StartAsync(Token);
        await product.SeedAsync("ana", total, unread, Token);
        return (await product.MeasureAsync("ana", Token)).ToDictionary(row => row.Operation);
    }

    /// <summary>Some notifications of which few are unread, measured for all tests once.</summary>
    public sealed class Usual
    {
        private readonly Lazy<Task<Dictionary<string, Measured>>> costs = new(() => MeasureAllAsync(total: 1000, Unread));

        public Task<Dictionary<string, Measured>> Costs => costs.Value;
    }
}
