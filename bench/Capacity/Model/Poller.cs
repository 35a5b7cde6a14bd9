namespace Fixia.Capacity.Model;

/// <summary>
/// The polls of one page (<c>poller.ts</c>): at one of two paces, never faster than the server wishes, and slower while it refuses.
/// </summary>
public sealed class Poller(World world, Client client)
{
    /// <summary>The client's own intervals without and with a connection, in seconds; the server can only lengthen them.</summary>
    private const double PollDisconnected = 30, PollConnected = 120;

    /// <summary>How often a refused poller doubles its interval at most.</summary>
    private const int MostDoublings = 4;

    /// <summary>The random share of a doubled interval.</summary>
    private const double Jitter = 0.5;

    private int refusals;
    private int schedule;
    private double lastPoll;
    private double notBefore;
    private bool tagIsStale = true;
    private bool polling;

    private double Pace => client.IsLive
        ? Math.Max(PollConnected, world.Product.LivePollInterval)
        : Math.Max(PollDisconnected, world.Product.PollInterval);

    /// <summary>It has been polling all the time.</summary>
    /// <param name="phase">How much of its interval has passed, 0 to 1.</param>
    /// <param name="changesPerSecond">How often something changes for a user.</param>
    public void Begin(double phase, double changesPerSecond)
    {
        lastPoll = -phase * Pace;
        tagIsStale = world.Simulation.Random.NextDouble() > Math.Exp(lastPoll * changesPerSecond);
        Schedule();
    }

    /// <summary>The tag of the last answer is not that of the next one.</summary>
    public void Changed() => tagIsStale = true;

    /// <summary>Polls without waiting for the interval; joins a poll that already runs.</summary>
    public void Now()
    {
        schedule++;
        world.Simulation.Start(PollAsync);
    }

    /// <summary>Polls no more.</summary>
    public void Stop() => schedule++;

    /// <summary>Plans the next poll, by the pace that holds now.</summary>
    public void Schedule()
    {
        if (!client.IsOpen || polling)
        {
            return;
        }

        var slower = refusals == 0 ? 1 : Math.Pow(2, Math.Min(refusals, MostDoublings)) * (1 - (Jitter * world.Simulation.Random.NextDouble()));
        var due = Math.Max(lastPoll + (Pace * slower), notBefore);
        var mine = ++schedule;
        world.Simulation.At(due, () =>
        {
            if (mine == schedule)
            {
                world.Simulation.Start(PollAsync);
            }
        });
    }

    private async Task PollAsync()
    {
        if (polling || !client.IsOpen)
        {
            return;
        }

        (polling, var stale) = (true, tagIsStale);
        tagIsStale = false;
        var read = await world.PollAsync(client, stale);
        if (read is { } at)
        {
            refusals = 0;
            client.Take(at);
        }
        else
        {
            (refusals, tagIsStale) = (refusals + 1, true);
            notBefore = world.Simulation.Now + World.RetryAfter;
        }

        (polling, lastPoll) = (false, world.Simulation.Now);
        Schedule();
    }
}
