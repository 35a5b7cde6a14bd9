using Fixia.Capacity.Engine;

namespace Fixia.Capacity.Model;

/// <summary>
/// The scale group of HTTP and socket events: each instance has places for so many requests, and a processor. While requests wait,
/// an instance is added every second, up to the limit.
/// </summary>
public sealed class FunctionApp
{
    /// <summary>Seconds after which a client gives a request up (<c>timeoutMs</c>).</summary>
    public const double ClientPatience = 15;

    private readonly Simulation simulation;
    private readonly Tally tally;
    private readonly Product product;
    private readonly Gate places;
    private readonly ServerQueue processors;

    /// <summary>Creates the group.</summary>
    public FunctionApp(Simulation simulation, Product product, Deployment deployment, Tally tally)
    {
        (this.simulation, this.product, this.tally) = (simulation, product, tally);
        places = new Gate(simulation, "Functions places", deployment.HttpInstances * product.RequestsPerInstance);
        processors = new ServerQueue(simulation, "Functions CPU", deployment.HttpInstances);
        simulation.Start(ScaleAsync);
    }

    /// <summary>Instances now, those that are starting among them.</summary>
    public int Instances => processors.Servers;

    /// <summary>Who waited where.</summary>
    public IEnumerable<Pressure> Pressures => [places.Pressure, processors.Pressure];

    /// <summary>One execution. It keeps its place while <paramref name="work"/> waits for other services.</summary>
    /// <param name="work">What it does; tells whether that succeeded.</param>
    /// <param name="cpu">Processor seconds, if they are not those of a request.</param>
    /// <returns>What the work says; false also when the caller had given up before there was a place.</returns>
    public async Task<bool> ExecuteAsync(Func<Task<bool>> work, double? cpu = null)
    {
        var asked = simulation.Now;
        await places.EnterAsync();
        if (simulation.Now - asked > ClientPatience)
        {
            places.Leave();
            return false;
        }

        tally.Executions++;
        await processors.Serve(cpu ?? product.RequestSeconds);
        var done = await work();
        places.Leave();
        return done && simulation.Now - asked <= ClientPatience;
    }

    private async Task ScaleAsync()
    {
        while (true)
        {
            await simulation.Delay(ServiceLimits.InstanceEvery);
            if (places.Waiting > 0 && Instances < Deployment.MostInstances)
            {
                processors.Add(simulation.Now + Assumptions.ColdStartSeconds);
                simulation.At(simulation.Now + Assumptions.ColdStartSeconds, () => places.Grow(product.RequestsPerInstance));
            }
        }
    }
}
