using Microsoft.Extensions.Hosting;

namespace Fixia.Local.FunctionsHost;

/// <summary>Leaves signals such as Ctrl+C to the process around this host: it decides when the host stops.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
