using Fixia.Capacity.Engine;

namespace Fixia.Capacity.Model;

/// <summary>
/// One page with the client of <c>web/packages/notifications</c>: it holds a connection, syncs when it has a new one, and polls at two
/// paces. All times and rules are that code's. Its page counts as on screen; a hidden one would not poll.
/// </summary>
public sealed class Client
{
    /// <summary>Seconds without a connection until the client counts as down, and polls at once.</summary>
    private const double Patience = 5;

    /// <summary>The seconds that a connection has to last for the backoff to begin anew.</summary>
    private const double StableAfter = 10;

    private readonly World world;
    private readonly List<Change> pending = [];
    private readonly Poller poller;
    private int attempts;
    private int connection;
    private double liveSince;

    /// <summary>Creates a page that is not open yet.</summary>
    public Client(World world, int user)
    {
        (this.world, User) = (world, user);
        poller = new Poller(world, this);
    }

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
        liveSince = double.NegativeInfinity;
        poller.Begin(phase, changesPerSecond);
        SchedulePing(phase);
    }

    /// <summary>The page is opened: it reads the newest page, and connects.</summary>
    public void Open()
    {
        IsOpen = true;
        poller.Now();
        world.Simulation.Start(ConnectAsync);
    }

    /// <summary>The page is closed.</summary>
    public void Close()
    {
        IsOpen = false;
        poller.Stop();
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
        poller.Schedule();
        var lost = connection;
        world.Simulation.At(world.Simulation.Now + Patience, () =>
        {
            if (IsOpen && !IsLive && connection == lost)
            {
                poller.Now();
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
        poller.Changed();
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

    /// <summary>An answer holds whatever was written before it was read.</summary>
    public void Take(double readAt)
    {
        foreach (var change in pending.Where(change => change.StoredAt <= readAt).ToArray())
        {
            pending.Remove(change);
            world.Arrived(change);
        }
    }

    /// <summary>From here on counts how long it lacks something.</summary>
    public void CountFrom(double since) => UnsyncedSince = since;

    /// <summary>An announcement arrived, of which this version has to ask the counts.</summary>
    public void SyncSoon(double spread) =>
        world.Simulation.At(world.Simulation.Now + (spread * world.Simulation.Random.NextDouble()), () => world.Simulation.Start(() => SyncAsync(connection)));

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
                    poller.Schedule();
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

            poller.Now();
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
}
