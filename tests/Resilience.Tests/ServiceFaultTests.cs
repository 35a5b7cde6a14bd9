using Fixia.Local.WebPubSub.Faults;
using Fixia.Resilience.Tests.Devices;
using Fixia.Resilience.Tests.Products;
using Fixia.Shared.Realtime;
using Fixia.Tests.Support;

namespace Fixia.Resilience.Tests;

/// <summary>Every part that the product needs fails in turn; afterwards everything is on every device, once.</summary>
public sealed class ServiceFaultTests
{
    private static readonly string[] Users = [.. Enumerable.Range(0, 5).Select(i => $"user-{i}")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.RestThrottled)]
    [InlineData(FaultKind.RestUnavailable)]
    public async Task Web_PubSub_that_refuses_for_minutes_delays_and_loses_nothing(FaultKind kind)
    {
        // A minute of the product passes in two seconds. What is pushed late counts as backlog, and comes by sync.
        var time = new FastTime(factor: 30);
        await using var product = await ProductInParts.StartAsync(time, Token);
        await using var devices = await Fleet.StartAsync(product, Users);
        var fault = product.Faults.Add(new Fault { Kind = kind, RetryAfter = TimeSpan.Zero });
        var began = time.GetUtcNow();
        for (var i = 0; i < 30; i++)
        {
            await product.CreateAsync(Users, $"{i}", Token);
        }

        // Each push is tried five times in place. More than that per user, twice: batches as a whole have been repeated since the last
        // creation, so that what is pushed in the end was chosen among all.
        var refused = product.Faults.Active.Single().Happened;
        await Patience.UntilAsync(
            () => time.GetUtcNow() - began > TimeSpan.FromMinutes(4) && product.Faults.Active.Single().Happened > refused + (12 * Users.Length),
            "the batch was repeated for minutes");
        Assert.All(devices.All, device => Assert.Equal(0, device.Read(model => model.Arrivals)));
        Assert.True(product.Faults.Remove(fault));
        await devices.AssertCompleteAsync(product, 30, Token);
        Assert.All(devices.All, device => Assert.Equal(new RealtimeOptions().BacklogLimit, device.Read(model => model.Pushed)));
    }

    [Fact]
    public async Task Sockets_that_are_cut_and_refused_lose_nothing()
    {
        await using var product = await ProductInParts.StartAsync(TimeProvider.System, Token);
        await using var devices = await Fleet.StartAsync(product, Users);
        product.Faults.Add(new Fault { Kind = FaultKind.ClientDropped, Probability = 0.1 });
        product.Faults.Add(new Fault { Kind = FaultKind.ClientRefused, Probability = 0.3 });
        for (var i = 0; i < 60; i++)
        {
            await product.CreateAsync(Users, $"{i}", Token);
            if (i % 6 == 0)
            {
                var before = devices.All.Select(device => device.Connections).ToList();
                product.Faults.CutClients();
                await Patience.UntilAsync(
                    () => devices.All.Zip(before).All(pair => pair.First.Connections > pair.Second), "every device has connected again");
            }
        }

        product.Faults.Clear();
        await devices.AssertCompleteAsync(product, 60, Token);
    }

    [Fact]
    public async Task What_is_created_around_restarts_of_the_functions_arrives()
    {
        await using var product = await ProductInParts.StartAsync(TimeProvider.System, Token);
        await using var devices = await Fleet.StartAsync(product, Users);
        const int Restarts = 3;
        const int PerRound = 20;
        for (var round = 0; round < Restarts; round++)
        {
            var creating = CreateAsync(round);
            await product.StopHostAsync();
            await product.StartHostAsync(Token);
            await creating;
        }

        await devices.AssertCompleteAsync(product, Restarts * PerRound, Token);

        async Task CreateAsync(int round)
        {
            for (var i = 0; i < PerRound; i++)
            {
                await product.CreateAsync(Users, $"{round}/{i}", Token);
            }
        }
    }

    [Fact]
    public async Task A_feed_that_is_delivered_again_from_its_beginning_changes_nothing()
    {
        await using var product = await ProductInParts.StartAsync(TimeProvider.System, Token);
        await using var devices = await Fleet.StartAsync(product, Users);
        for (var i = 0; i < 15; i++)
        {
            await product.CreateAsync(Users, $"{i}", Token);
        }

        await devices.AssertCompleteAsync(product, 15, Token);
        var lists = devices.All.Select(device => device.Read(model => model.List)).ToList();
        var arrivals = devices.All.Select(device => device.Read(model => model.Arrivals)).ToList();

        await product.StopHostAsync();
        await product.ForgetLeasesAsync(Token);
        await product.StartHostAsync(Token);
        await Patience.UntilAsync(
            () => devices.All.Zip(arrivals).All(pair => pair.First.Read(model => model.Arrivals) >= pair.Second + 15), "everything was delivered again");
        await devices.AssertCompleteAsync(product, 15, Token);
        Assert.Equal(lists, devices.All.Select(device => device.Read(model => model.List)));
    }
}
