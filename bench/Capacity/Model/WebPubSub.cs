using Fixia.Capacity.Engine;

namespace Fixia.Capacity.Model;

/// <summary>Azure Web PubSub with a number of units. It can go away, and loses every socket then.</summary>
public sealed class WebPubSub(Simulation simulation, Product product, Deployment deployment, Tally tally)
{
    private readonly TokenBucket sends = new(simulation, "Web PubSub REST", ServiceLimits.SendsPerUnit * deployment.Units);
    private readonly TokenBucket broadcasts = new(simulation, "Web PubSub broadcast", ServiceLimits.BroadcastPerUnit * deployment.Units);
    private readonly TokenBucket upstream = new(simulation, "Web PubSub events", ServiceLimits.UpstreamPerUnit * deployment.Units);

    /// <summary>One for each instance of the app.</summary>
    private readonly SigningBreaker[] breakers = [.. Enumerable.Range(0, Math.Max(deployment.HttpInstances, Deployment.MostInstances)).Select(_ => new SigningBreaker())];

    /// <summary>Whether it answers.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Connections that are open.</summary>
    public int Open { get; private set; }

    /// <summary>Who waited where.</summary>
    public IEnumerable<Pressure> Pressures => [sends.Pressure, broadcasts.Pressure, upstream.Pressure];

    /// <summary>A URL is signed for a device, by one of the app's instances.</summary>
    /// <returns>False when the service is away, or known to be.</returns>
    public async Task<bool> SignAsync(int instances)
    {
        var breaker = breakers[simulation.Random.Next(instances)];
        if (!product.BreaksNegotiate)
        {
            return await CallAsync(0);
        }

        if (!breaker.MayAsk(simulation.Now, product.GivingUp))
        {
            return false;
        }

        var isAnswered = await CallAsync(0);
        breaker.Ended(simulation.Now, isAnswered);
        return isAnswered;
    }

    /// <summary>A call by REST, to one user or connection or to have a URL signed.</summary>
    /// <returns>False when the service is away.</returns>
    public async Task<bool> CallAsync(double outboundBytes)
    {
        if (!IsUp)
        {
            await simulation.Delay(product.GivingUp);
            return false;
        }

        var wait = sends.TryTake(1)!.Value;
        tally.OutboundBytes += outboundBytes;
        await simulation.Delay(wait + Assumptions.SendSeconds);
        return IsUp;
    }

    /// <summary>A message to everybody: each device has it when its turn comes.</summary>
    public void Broadcast(IEnumerable<Client> clients, Action<Client> deliver)
    {
        foreach (var client in clients.Where(client => client.IsLive))
        {
            var wait = broadcasts.TryTake(1)!.Value;
            tally.OutboundBytes += Assumptions.MessageBytes;
            simulation.At(simulation.Now + Assumptions.SendSeconds + wait + Assumptions.NetworkSeconds, () => deliver(client));
        }
    }

    /// <summary>An event of a device on its way to the webhook.</summary>
    public async Task RaiseAsync()
    {
        tally.OutboundBytes += Assumptions.MessageBytes;
        await simulation.Delay(Assumptions.NetworkSeconds + upstream.TryTake(1)!.Value);
    }

    /// <summary>A device opens a connection.</summary>
    /// <returns>False when the service is away, or full.</returns>
    public bool TryOpen()
    {
        if (!IsUp || Open >= deployment.Units * ServiceLimits.ConnectionsPerUnit)
        {
            return false;
        }

        Open++;
        tally.Connections++;
        return true;
    }

    /// <summary>A connection is gone.</summary>
    public void Close() => Open--;
}
