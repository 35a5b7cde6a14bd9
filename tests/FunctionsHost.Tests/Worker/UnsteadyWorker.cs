using Fixia.Local.FunctionsHost.Worker;
using Fixia.Tests.Support;
using FunctionsHost.Samples;

namespace FunctionsHost.Tests.Worker;

/// <summary>Starts the samples inside this process, and ends them when a test says so, as a crash would.</summary>
internal sealed class UnsteadyWorker(Recorder recorder) : IWorkerLauncher
{
    private readonly InProcessWorker _launcher = new(typeof(Recorder).Assembly, builder => builder.Services.AddSamples(recorder));
    private IWorker? _running;

    /// <summary>How many workers were started.</summary>
    public int Starts { get; private set; }

    public async Task<IWorker> LaunchAsync(WorkerStart start, CancellationToken cancellationToken)
    {
        _running = await _launcher.LaunchAsync(start, cancellationToken);
        Starts++;
        return _running;
    }

    public ValueTask CrashAsync() => _running!.DisposeAsync();
}
