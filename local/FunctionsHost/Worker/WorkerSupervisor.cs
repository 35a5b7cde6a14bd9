using Fixia.Local.FunctionsHost.Protocol;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.Worker;

/// <summary>
/// Keeps one worker running: starts it, gives it out when it is ready, and starts it again when it ends unasked, unless it
/// does so too often.
/// </summary>
internal sealed partial class WorkerSupervisor(
    WorkerServer server, IWorkerLauncher launcher, string appDirectory, IReadOnlyDictionary<string, string?> settings, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    /// <summary>How often a worker may end unasked within <see cref="CrashWindow"/> before the host gives up.</summary>
    public const int MaxCrashes = 5;

    public static readonly TimeSpan CrashWindow = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TerminationGrace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<DateTimeOffset> _crashes = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<IReadyWorker> _ready = NewReady();
    private Task _supervising = Task.CompletedTask;

    /// <summary>Fails when the worker ended too often; never completes otherwise.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Starts the worker, and keeps it running from then on.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message says why in one line.</exception>
    public async Task<IReadyWorker> StartAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, cancellationToken);
        var run = await StartWorkerAsync(either.Token);
        _supervising = SuperviseAsync(run);
        return run.Connection;
    }

    /// <summary>The worker that is ready, or the next one that will be.</summary>
    /// <exception cref="Invocations.WorkerLostException">There will be none.</exception>
    public Task<IReadyWorker> GetReadyAsync(CancellationToken cancellationToken)
    {
        var ready = Volatile.Read(ref _ready).Task;
        return ready.IsCompletedSuccessfully ? ready : ready.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the worker: asked first, then killed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _supervising;
        _stopping.Dispose();
    }

    private static TaskCompletionSource<IReadyWorker> NewReady()
    {
        var ready = new TaskCompletionSource<IReadyWorker>(TaskCreationOptions.RunContinuationsAsynchronously);

        // Nobody may be waiting when it fails.
        _ = ready.Task.ContinueWith(failed => _ = failed.Exception, TaskContinuationOptions.OnlyOnFaulted);
        return ready;
    }

    private async Task<Run> StartWorkerAsync(CancellationToken cancellationToken)
    {
        var connection = server.Expect(Guid.NewGuid().ToString());
        var start = new WorkerStart(server.Endpoint, connection.WorkerId, appDirectory, settings);
        var worker = await launcher.LaunchAsync(start, cancellationToken);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(ReadyDeadline);
            var initialized = connection.InitializeAsync(appDirectory, deadline.Token);
            if (await Task.WhenAny(initialized, worker.Ended) != initialized)
            {
                throw new InvalidOperationException($"The functions did not start: {await worker.Ended ?? "the worker ended without a word"}");
            }

            await initialized;
            _ready.TrySetResult(connection);
            return new Run(worker, connection);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await EndAsync(worker, connection);
            throw new InvalidOperationException($"The functions did not start within {ReadyDeadline.TotalSeconds} s.");
        }
        catch
        {
            await EndAsync(worker, connection);
            throw;
        }
    }

    private async Task SuperviseAsync(Run run)
    {
        while (true)
        {
            var stopped = Task.Delay(Timeout.Infinite, _stopping.Token);
            if (await Task.WhenAny(run.Connection.Closed, run.Worker.Ended, stopped) == stopped)
            {
                run.Connection.Terminate();
                await Task.WhenAny(run.Worker.Ended, Task.Delay(TerminationGrace, time, CancellationToken.None));
                await EndAsync(run.Worker, run.Connection);
                return;
            }

            Volatile.Write(ref _ready, NewReady());
            await EndAsync(run.Worker, run.Connection);
            LogEnded(await run.Worker.Ended ?? "without a word");
            try
            {
                run = await RestartAsync();
            }
            catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
            {
                _ready.TrySetException(new Invocations.WorkerLostException());
                if (!_stopping.IsCancellationRequested)
                {
                    _failed.TrySetException(e);
                }

                return;
            }
        }
    }

    /// <exception cref="InvalidOperationException">It ended too often.</exception>
    private async Task<Run> RestartAsync()
    {
        while (true)
        {
            var now = time.GetUtcNow();
            while (_crashes.TryPeek(out var oldest) && now - oldest > CrashWindow)
            {
                _crashes.Dequeue();
            }

            _crashes.Enqueue(now);
            if (_crashes.Count > MaxCrashes)
            {
                throw new InvalidOperationException($"The functions ended {_crashes.Count} times within {CrashWindow.TotalSeconds} s.");
            }

            try
            {
                return await StartWorkerAsync(_stopping.Token);
            }
            catch (InvalidOperationException e)
            {
                LogEnded(e.Message);
            }
        }
    }

    private async Task EndAsync(IWorker worker, WorkerConnection connection)
    {
        server.Forget(connection);
        await worker.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The worker ended unasked ({Reason}); it is started again")]
    private partial void LogEnded(string reason);

    private sealed record Run(IWorker Worker, WorkerConnection Connection);
}
