namespace Fixia.Local.FunctionsHost.Worker;

/// <summary>Starts the worker app, and starts it again when it has ended: as a process, or inside a test.</summary>
public interface IWorkerLauncher
{
    /// <summary>Starts one worker, which then connects to the host by itself.</summary>
    /// <exception cref="InvalidOperationException">It can't be started; the message says why in one line.</exception>
    Task<IWorker> LaunchAsync(WorkerStart start, CancellationToken cancellationToken);
}

/// <summary>One worker that was started. Disposing it ends it, whatever it does.</summary>
public interface IWorker : IAsyncDisposable
{
    /// <summary>Completes when the worker has ended by itself or was ended, with what it said last, if anything.</summary>
    Task<string?> Ended { get; }
}
