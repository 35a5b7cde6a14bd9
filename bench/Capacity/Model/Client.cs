using Fixia.Capacity.Engine;

namespace Fixia.Capacity.Model;

/// <summary>
/// One page with the client of <c>web/packages/notifications</c>: it holds a connection, syncs when it has a new one, and polls at two
/// paces. All times and rules are that code's. Its page counts as on screen; a hidden one would not poll.
/// </summary>
public sealed class Client
{
    /// <summary>The client's own intervals without and with a connection, in seconds; the server can only lengthen them.</summary>
    private const double PollDisconnected = 30, PollConnected = 120;

    /// <summary>Seconds without a connection until the client counts as down, and polls at once.</summary>
    private const double Patience = 5;

    /// <summary>The seconds that a connection has to last for the backoff to begin anew.</summary>
    private const double StableAfter = 10;

    /// <summary>How often a refused poller doubles its interval at most.</summary>
    private const int MostDoublings = 4;

    /// <summary>The random share of a doubled interval.</summary>
    private const double Jitter = 0.5;

    private readonly World world;
    private readonly List<Change> pending = [];
    private int attempts;
    private int refusals;
    private int schedule;
    private int connection;
    private double lastPoll;
    private double liveSince;
    private double notBefore;
    private bool tagIsStale = true;
    private bool polling;

    /// <summary>Creates a page that is not open yet.</summary>
    public Client(World world, int user) => (this.world, User) = (world, user);

    /// <summary>Whose page it is.</summary>
    public int User { get; }

    /// <summary>Whether its connection is open.</summary>
    public bool IsLive { get; private set; }

    /// <summary>Whether the page is open.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Since when it lacks the answer to a sync, in seconds; NaN while it lacks none.</summary>
    public double UnsyncedSince { get; private set; } = double.NaN;

    /// <summary>How much of a kind was written for it and has not arrived.</summary>
    public int PendingOf(ChangeKind kind) => pending.Count(change => change.Kind == kind);

    /// <summary>The page was open and connected all the time.</summary>
    /// <param name="phase">How much of its intervals has passed, 0 to 1.</param>
    /// <param name="changesPerSecond">How often something changes for a user.</param>
    public void BeginConnected(double phase, double changesPerSecond)
    {
        (IsOpen, IsLive) = (true, world.WebPubSub.TryOpen());
        lastPoll = -phase * PollPace;
        tagIsStale = world.Simulation.Random.NextDouble() > Math.Exp(lastPoll * changesPerSecond);
        liveSince = double.NegativeInfinity;
        SchedulePoll();
        SchedulePing(phase);
    }

    /// <summary>The page is opened: it reads the newest page, and connects.</summary>
    public void Open()
    {
        IsOpen = true;
        world.Simulation.Start(PollAsync);
        world.Simulation.Start(ConnectAsync);
    }

    /// <summary>The page is closed.</summary>
    public void Close()
    {
        IsOpen = false;
        schedule++;
        pending.Clear();
        Disconnect();
    }

    /// <summary>The connection is lost, and the service knows it no more.</summary>
    public void Lose()
    {
        if (!IsLive)
        {
            return;
        }

        Disconnect();
        UnsyncedSince = world.Simulation.Now;
        SchedulePoll();
        var lost = connection;
        world.Simulation.At(world.Simulation.Now + Patience, () =>
        {
            if (IsOpen && !IsLive && connection == lost)
            {
                PollNow();
            }
        });
        if (world.Simulation.Now - liveSince >= StableAfter)
        {
            attempts = 0;
        }

        world.Simulation.Start(async () =>
        {
            await world.Simulation.Delay(NextBackoff());
            await ConnectAsync();
        });
    }

    /// <summary>Something was written for this user.</summary>
    public void Expect(Change change)
    {
        tagIsStale = true;
        if (change.Kind != ChangeKind.Read)
        {
            pending.Add(change);
        }
    }

    /// <summary>A push arrived.</summary>
    public void Receive(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
        {
            if (pending.Remove(change))
            {
                world.Arrived(change);
            }
        }
    }

    /// <summary>From here on counts how long it lacks something.</summary>
    public void CountFrom(double since) => UnsyncedSince = since;

    /// <summary>An announcement arrived, of which this version has to ask the counts.</summary>
    public void SyncSoon(double spread) =>
        world.Simulation.At(world.Simulation.Now + (spread * world.Simulation.Random.NextDouble()), () => world.Simulation.Start(() => SyncAsync(connection)));

    private double PollPace => IsLive ? Math.Max(PollConnected, world.Product.LivePollInterval) : Math.Max(PollDisconnected, world.Product.PollInterval);

    private void Disconnect()
    {
        if (IsLive)
        {
            IsLive = false;
            connection++;
            world.WebPubSub.Close();
            world.Disconnected();
        }
    }

    private async Task ConnectAsync()
    {
        while (IsOpen && !IsLive)
        {
            var retryAfter = 0.0;
            if (await world.NegotiateAsync())
            {
                await world.Simulation.Delay(2 * Assumptions.NetworkSeconds);
                if (IsOpen && world.WebPubSub.TryOpen())
                {
                    (IsLive, liveSince) = (true, world.Simulation.Now);
                    SchedulePoll();
                    world.Connected(this);
                    SchedulePing(0);
                    UnsyncedSince = double.IsNaN(UnsyncedSince) ? world.Simulation.Now : UnsyncedSince;
                    await SyncAsync(connection);
                    return;
                }
            }
            else
            {
                retryAfter = World.RetryAfter;
            }

            await world.Simulation.Delay(Math.Max(retryAfter, NextBackoff()));
        }
    }

    /// <summary>Between half its bound and its bound, which doubles from 1 to 30 s.</summary>
    private double NextBackoff()
    {
        var bound = Math.Min(30, Math.Pow(2, Math.Min(attempts++, 30)));
        return (bound / 2) + (world.Simulation.Random.NextDouble() * bound / 2);
    }

    /// <summary>Asks until there is an answer, or the connection is another.</summary>
    private async Task SyncAsync(int over)
    {
        for (var bound = 2.0; IsLive && connection == over; bound = Math.Min(30, bound * 2))
        {
            var read = await world.SyncAsync(this);
            if (read is { } at)
            {
                Take(at);
                world.Synced(UnsyncedSince);
                UnsyncedSince = double.NaN;
                return;
            }

            PollNow();
            await world.Simulation.Delay(bound * (0.5 + (0.5 * world.Simulation.Random.NextDouble())));
        }
    }

    /// <summary>Those that the functions answer; the service's own cost nothing, and are only counted.</summary>
    private void SchedulePing(double phase)
    {
        var over = connection;
        world.Simulation.At(world.Simulation.Now + (world.Product.EndToEndPing * (1 - phase)), () =>
        {
            if (IsLive && connection == over)
            {
                world.Simulation.Start(world.PingAsync);
                SchedulePing(0);
            }
        });
    }

    private void PollNow()
    {
        schedule++;
        world.Simulation.Start(PollAsync);
    }

    private void SchedulePoll()
    {
        if (!IsOpen || polling)
        {
            return;
        }

        var slower = refusals == 0 ? 1 : Math.Pow(2, Math.Min(refusals, MostDoublings)) * (1 - (Jitter * world.Simulation.Random.NextDouble()));
        var due = Math.Max(lastPoll + (PollPace * slower), notBefore);
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
        if (polling || !IsOpen)
        {
            return;
        }

        (polling, var stale) = (true, tagIsStale);
        tagIsStale = false;
        var read = await world.PollAsync(this, stale);
        if (read is { } at)
        {
            refusals = 0;
            Take(at);
        }
        else
        {
            (refusals, tagIsStale) = (refusals + 1, true);
            notBefore = world.Simulation.Now + World.RetryAfter;
        }

        (polling, lastPoll) = (false, world.Simulation.Now);
        SchedulePoll();
    }

    /// <summary>An answer holds whatever was written before it was read.</summary>
    private void Take(double readAt)
    {
        foreach (var change in pending.Where(change => change.StoredAt <= readAt).ToArray())
        {
            pending.Remove(change);
            world.Arrived(change);
        }
    }
}
