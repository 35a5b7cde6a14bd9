using Fixia.Capacity.Engine;
using Fixia.Costs;

namespace Fixia.Capacity.Model;

/// <summary>Everything of one run: the services, the app, and the pages of the users who are there.</summary>
public sealed class World
{
    /// <summary>Seconds of <c>Retry-After</c> in a 503 (<c>Problems.DefaultRetry</c>).</summary>
    public const double RetryAfter = 2;

    private readonly Client?[] byUser;
    private readonly Dictionary<ChangeKind, List<(double StoredAt, double Latency)>> arrivals = new() { [ChangeKind.Live] = [], [ChangeKind.Bulk] = [] };
    private readonly ChangeFeed[] feeds;

    /// <summary>Creates a world in which nobody is connected.</summary>
    public World(Product product, Deployment deployment, int seed)
    {
        (Product, Deployment, Simulation) = (product, deployment, new Simulation(seed));
        Store = new Store(Simulation, deployment, Tally);
        WebPubSub = new WebPubSub(Simulation, product, deployment, Tally);
        App = new FunctionApp(Simulation, product, deployment, Tally);
        Users = (int)(deployment.Peak * Assumptions.UsersPerPeak);
        byUser = new Client?[Math.Max(Users, Assumptions.LargeSend)];
        feeds = [.. Enumerable.Range(0, deployment.Partitions).Select(_ => new ChangeFeed(this))];
    }

    /// <summary>The version that runs.</summary>
    public Product Product { get; }

    /// <summary>What was bought.</summary>
    public Deployment Deployment { get; }

    /// <summary>The clock.</summary>
    public Simulation Simulation { get; }

    /// <summary>What happened.</summary>
    public Tally Tally { get; } = new();

    /// <summary>Cosmos DB.</summary>
    public Store Store { get; }

    /// <summary>Web PubSub.</summary>
    public WebPubSub WebPubSub { get; }

    /// <summary>HTTP and socket events.</summary>
    public FunctionApp App { get; }

    /// <summary>The pages that are open.</summary>
    public List<Client> Clients { get; } = [];

    /// <summary>From the loss of a connection, or a new one, to the answer of the sync after it.</summary>
    public Samples Syncs { get; } = new();

    /// <summary>Notifications that were written for open pages, by kind.</summary>
    public Dictionary<ChangeKind, long> Expected { get; } = new() { [ChangeKind.Live] = 0, [ChangeKind.Bulk] = 0 };

    /// <summary>Notifications of a large send that were written.</summary>
    public long BulkWritten { get; private set; }

    /// <summary>Changes that wait to be pushed.</summary>
    public int Backlog => feeds.Sum(feed => feed.Waiting);

    /// <summary>How long requests waited, and where.</summary>
    public IEnumerable<Pressure> Pressures =>
        [.. Store.Pressures, .. WebPubSub.Pressures, .. App.Pressures, .. feeds.Select(feed => feed.Pressure), .. feeds.Select(feed => feed.Lag)];

    /// <summary>How many users there are, connected or not.</summary>
    public int Users { get; }

    /// <summary>How many notifications arrived on open pages.</summary>
    public int Arrivals(ChangeKind kind) => arrivals[kind].Count;

    /// <summary>From the answer to the producer to the page, of what was stored from a time to another.</summary>
    public Samples Latency(ChangeKind kind, double from = 0, double to = double.PositiveInfinity) =>
        new(arrivals[kind].Where(arrival => arrival.StoredAt >= from && arrival.StoredAt <= to).Select(arrival => arrival.Latency));

    /// <summary>The open page of a user.</summary>
    public Client? ClientOf(int user) => byUser[user];

    /// <summary>Opens pages of so many users who have none.</summary>
    /// <param name="count">How many.</param>
    /// <param name="connected">Whether they were connected all the time.</param>
    public void Arrive(int count, bool connected)
    {
        var changesPerSecond = Deployment.NotificationsPerSecond / Users * (1 + Assumptions.ReadShare);
        for (var i = 0; i < count && Clients.Count < Users; i++)
        {
            int user;
            do
            {
                user = Simulation.Random.Next(Users);
            }
            while (byUser[user] is not null);
            var client = byUser[user] = new Client(this, user);
            Clients.Add(client);
            if (connected)
            {
                client.BeginConnected(Simulation.Random.NextDouble(), changesPerSecond);
            }
            else
            {
                client.Open();
            }
        }
    }

    /// <summary>Closes the page of somebody.</summary>
    public void LeaveOne()
    {
        var index = Simulation.Random.Next(Clients.Count);
        var client = Clients[index];
        Clients[index] = Clients[^1];
        Clients.RemoveAt(Clients.Count - 1);
        byUser[client.User] = null;
        client.Close();
    }

    /// <summary>A producer's call with one notification.</summary>
    public async Task CreateAsync(int user)
    {
        Tally.Creations++;
        var created = await App.ExecuteAsync(() =>
        {
            Tally.Spans++;
            return WriteAsync(user, Operations.Create, ChangeKind.Live);
        });
        Tally.Refused += created ? 0 : 1;
    }

    /// <summary>A user marks one read.</summary>
    public Task<bool> MarkReadAsync(int user) => App.ExecuteAsync(() => WriteAsync(user, Operations.MarkRead, ChangeKind.Read));

    /// <summary>Writes a notification; the change feed then has it.</summary>
    public async Task<bool> WriteAsync(int user, string operation, ChangeKind kind)
    {
        if (!await Store.DoAsync(user, Product.Costs[operation]))
        {
            return false;
        }

        var change = new Change(user, Simulation.Now, kind);
        feeds[Store.PartitionOf(user)].Add(change);
        BulkWritten += kind == ChangeKind.Bulk ? 1 : 0;
        if (ClientOf(user) is { } client)
        {
            client.Expect(change);
            if (kind != ChangeKind.Read)
            {
                Expected[kind]++;
            }
        }

        return true;
    }

    /// <summary>A URL for a connection; the service signs it.</summary>
    public Task<bool> NegotiateAsync() =>
        App.ExecuteAsync(() =>
        {
            Tally.Spans++;
            return WebPubSub.SignAsync(App.Instances);
        });

    /// <summary>A poll.</summary>
    /// <returns>When it was read, or null when it failed.</returns>
    public async Task<double?> PollAsync(Client client, bool stale)
    {
        Tally.Polls++;
        double? readAt = null;
        var answered = await App.ExecuteAsync(async () =>
        {
            var costs = Product.Costs;
            if (!await Store.DoAsync(client.User, costs[Operations.IdlePoll]) || (stale && !await Store.DoAsync(client.User, costs[Operations.FirstPoll])))
            {
                return false;
            }

            readAt = Simulation.Now;
            return true;
        });
        await Simulation.Delay(2 * Assumptions.NetworkSeconds);
        return answered ? readAt : null;
    }

    /// <summary>A sync over the socket.</summary>
    /// <returns>When it was read, or null when it failed.</returns>
    public async Task<double?> SyncAsync(Client client)
    {
        double? readAt = null;
        await WebPubSub.RaiseAsync();
        var answered = await App.ExecuteAsync(async () =>
        {
            Tally.Spans++;
            var done = await Store.DoAsync(client.User, Product.Costs[Operations.SyncFromCursor]);
            readAt = Simulation.Now;
            return done;
        });
        Tally.OutboundBytes += Assumptions.MessageBytes;
        await Simulation.Delay(Assumptions.NetworkSeconds);
        return answered && client.IsLive ? readAt : null;
    }

    /// <summary>A ping that the functions answer.</summary>
    public async Task PingAsync()
    {
        await WebPubSub.RaiseAsync();
        await App.ExecuteAsync(() => Task.FromResult(true));
    }

    /// <summary>A connection was opened; the functions confirm it, if they are told.</summary>
    public void Connected(Client client)
    {
        if (Product.Confirms)
        {
            Simulation.Start(async () =>
            {
                await WebPubSub.RaiseAsync();
                await App.ExecuteAsync(() => WebPubSub.CallAsync(client.IsLive ? Assumptions.MessageBytes : 0));
            });
        }
    }

    /// <summary>A connection was closed; the functions are told, if they want to be.</summary>
    public void Disconnected()
    {
        if (Product.Confirms && WebPubSub.IsUp)
        {
            Simulation.Start(PingAsync);
        }
    }

    /// <summary>A device has everything up to now.</summary>
    public void Synced(double since)
    {
        if (!double.IsNaN(since))
        {
            Syncs.Add(Simulation.Now - since);
        }
    }

    /// <summary>A notification is on its page.</summary>
    public void Arrived(Change change) => arrivals[change.Kind].Add((change.StoredAt, Simulation.Now - change.StoredAt));
}
