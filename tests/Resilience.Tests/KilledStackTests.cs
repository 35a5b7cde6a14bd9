using System.Text.Json;
using Fixia.Resilience.Tests.Devices;
using Fixia.Resilience.Tests.Products;
using Fixia.Tests.Support;

namespace Fixia.Resilience.Tests;

/// <summary>The whole stack as a process, killed while it works.</summary>
public sealed class KilledStackTests
{
    private const int Users = 20;
    private const int Producers = 4;
    private const int CallsForAll = 30;
    private const int CallsForOne = 25;

    /// <summary>
    /// Early, because the next process has to wait until the lease of the killed one expires: the rest of the calls falls
    /// into that time.
    /// </summary>
    private const int CallsBeforeKill = Producers * (CallsForAll + CallsForOne) / 6;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kill_amid_thousands_of_creations_loses_nothing_and_doubles_nothing()
    {
        var users = Enumerable.Range(0, Users).Select(i => $"user-{i:D2}").ToArray();
        var expected = users.ToDictionary(user => user, _ => new List<string>());
        var calls = Enumerable.Range(0, Producers).Select(producer => Plan(producer, users, expected)).ToArray();
        Assert.Equal(2_500, expected.Values.Sum(titles => titles.Count));

        await using var stack = new StackProcess();
        await stack.StartAsync(Token);
        var devices = await Task.WhenAll(users.Append(users[0]).Select(user => SocketDevice.StartAsync(stack, user)));
        var answered = 0;
        var repeated = 0;
        var amid = new TaskCompletionSource();
        var producing = calls.Select(plan => ProduceAsync(plan)).ToArray();
        await amid.Task.WaitAsync(Token);
        await stack.KillAsync(Token);
        await stack.StartAsync(Token);
        await Task.WhenAll(producing);
        Assert.True(repeated > 0, "No producer noticed the kill.");

        foreach (var device in devices)
        {
            var titles = expected[device.User];
            await device.UntilAsync(
                model => model.List.Count >= titles.Count && model.Count == titles.Count, "everything is on the device");
            var feed = await stack.ReadFeedAsync(device.User, Token);
            Assert.Equal(Ids(feed), device.Read(model => model.List.Select(item => item.Id).ToList()));
            Assert.Equal(titles.Order(StringComparer.Ordinal), feed.Select(Title).Order(StringComparer.Ordinal));
            Assert.Equal(titles.Count, await stack.CountUnreadAsync(device.User, Token));
            AssertOrdered(feed);
            Assert.True(device.Connections > 1);
        }

        await Task.WhenAll(devices.Select(device => device.DisposeAsync().AsTask()));

        async Task ProduceAsync(IReadOnlyList<(string[] Users, string Title)> plan)
        {
            foreach (var (recipients, title) in plan)
            {
                var attempts = await stack.CreateAsync(recipients, title, Token);
                Interlocked.Add(ref repeated, attempts - 1);
                if (Interlocked.Increment(ref answered) == CallsBeforeKill)
                {
                    amid.TrySetResult();
                }
            }
        }
    }

    /// <summary>One producer's calls: for everybody and for one user in turn, with titles that carry the order.</summary>
    private static List<(string[] Users, string Title)> Plan(int producer, string[] users, Dictionary<string, List<string>> expected)
    {
        var plan = new List<(string[], string)>();
        for (var i = 0; i < CallsForAll + CallsForOne; i++)
        {
            // Out of step with the other producers, so that the kill always hits calls for everybody.
            string[] recipients = (i + (3 * producer)) % 11 < 6 ? users : [users[i % Users]];
            var title = $"{producer}/{i:D3}";
            plan.Add((recipients, title));
            Array.ForEach(recipients, user => expected[user].Add(title));
        }

        return plan;
    }

    /// <summary>The feed is newest first, and what one producer sent one after the other stands in that order.</summary>
    private static void AssertOrdered(List<JsonElement> feed)
    {
        Assert.Equal(feed.Select(CreatedAt).OrderDescending(StringComparer.Ordinal), feed.Select(CreatedAt));
        foreach (var producer in feed.GroupBy(notification => Title(notification)[0]))
        {
            var inOrder = producer.OrderByDescending(Title, StringComparer.Ordinal).Select(CreatedAt).ToList();
            Assert.Equal(inOrder.OrderDescending(StringComparer.Ordinal), inOrder);
        }
    }

    private static List<string> Ids(IEnumerable<JsonElement> feed) => [.. feed.Select(notification => notification.GetProperty("id").GetString()!)];

    private static string Title(JsonElement notification) => notification.GetProperty("title").GetString()!;

    private static string CreatedAt(JsonElement notification) => notification.GetProperty("created_at").GetString()!;
}
