using System.Collections.Concurrent;
using System.Globalization;
using Fixia.Tests.Support;

namespace Fixia.Attack.Tests.Corpus;

/// <summary>
/// A corpus of inputs, the same in every run: requests to every HTTP function, events at the webhook, frames and events over
/// sockets. <c>FIXIA_FUZZ</c> says how many, <c>FIXIA_FUZZ_SEED</c> starts another one, and <c>FIXIA_FUZZ_FROM</c> starts at
/// the number that a failure names.
/// </summary>
[Collection(AttackedStack.Shared)]
public sealed class CorpusTests(AttackedStack stack)
{
    private const int Lanes = 16;
    private const int Victims = 4;

    /// <summary>Inputs that follow each other are of one kind.</summary>
    private const int Block = 8;

    /// <summary>How many blocks lie between two notifications of a victim.</summary>
    private const int VictimEvery = 100;
    private const int MostFailures = 10;

    private readonly ConcurrentBag<(string User, string Id)> victimIds = [];

    [Fact]
    public async Task No_input_breaks_the_product_shows_what_is_anothers_or_puts_a_secret_into_a_log()
    {
        var seed = Setting("FIXIA_FUZZ_SEED", 20_261_126);
        var count = Setting("FIXIA_FUZZ", 100_000);
        var from = Setting("FIXIA_FUZZ_FROM", 0);
        var linesBefore = stack.Logs.Lines;
        for (var i = 0; i < 3 * Victims; i++)
        {
            await NotifyVictimAsync(i);
        }

        var described = Described.Read(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "openapi.yaml"), TestContext.Current.CancellationToken));
        Assert.True(described.Operations > 30, "The OpenAPI document was not read.");
        var foreignIds = victimIds.Select(victim => victim.Id).Order(StringComparer.Ordinal).ToList();
        var failures = new ConcurrentQueue<string>();
        var broken = 0;
        await Parallel.ForAsync(0, Lanes, new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = TestContext.Current.CancellationToken }, async (lane, _) =>
        {
            using var attack = await Lane.StartAsync(stack, described, $"attacker-{lane}", seed, foreignIds);
            for (var block = FirstOf(lane, from / Block); block * Block < from + count && failures.Count < MostFailures; block += Lanes)
            {
                if (block % VictimEvery == 0)
                {
                    await NotifyVictimAsync(block / VictimEvery);
                }

                if (await attack.AttackAsync(block * Block, Block) is { } failure)
                {
                    failures.Enqueue(failure);
                }
            }

            Interlocked.Add(ref broken, attack.Broken);
        });
        Assert.True(failures.IsEmpty, $"Seed {seed}:\n{string.Join("\n\n", failures)}");
        stack.Logs.CheckAll(broken);
        Assert.True(stack.Logs.Lines - linesBefore > count / 2, "The logs were not read.");

        // A worker that ended would be an error in the log, too.
        Assert.False(stack.Failed.IsCompleted);
        for (var victim = 0; victim < Victims; victim++)
        {
            await CheckVictimAsync($"victim-{victim}");
        }
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>A block is always the same lane's, wherever a run starts.</summary>
    private static int FirstOf(int lane, int block) => block + ((lane - (block % Lanes) + Lanes) % Lanes);

    private async Task NotifyVictimAsync(int number)
    {
        var user = $"victim-{number % Victims}";
        victimIds.Add((user, await stack.CreateAsync(user, Secrets.CanaryOf(user), Secrets.CanaryOf(user))));
    }

    /// <summary>Nothing of the victim's is missing, read or strange, and what is new still arrives.</summary>
    private async Task CheckVictimAsync(string user)
    {
        var token = await stack.SignInAsync(user);
        var own = new List<string>();
        string? cursor = null;
        do
        {
            var page = await stack.AsUserAsync(token, HttpMethod.Get, $"notifications?limit=100&unread=true&cursor={cursor}");
            own.AddRange(page.GetProperty("notifications").EnumerateArray()
                .Where(notification => notification.GetProperty("title").GetString() == Secrets.CanaryOf(user))
                .Select(notification => notification.GetProperty("id").GetString()!));
            cursor = page.GetProperty("cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(victimIds.Where(victim => victim.User == user).Select(victim => victim.Id).Order(), own.Order());
        using var device = await stack.ConnectAsync(token);
        Assert.True(await device.FlushAsync());
        var id = await stack.CreateAsync(user, Secrets.CanaryOf(user));
        await device.WaitAsync("notification:new", data => data.GetProperty("notification").GetProperty("id").GetString() == id);
    }
}
