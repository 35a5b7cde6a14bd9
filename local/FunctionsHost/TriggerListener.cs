using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost;

/// <summary>One trigger that fetches its work itself: a change feed, a queue or a schedule.</summary>
/// <param name="function">The name of the function that it runs.</param>
/// <param name="time">What waits are measured by.</param>
/// <param name="logger">Where it says what it reads, and what it waits for.</param>
/// <param name="stopping">Cancelled when no more work may be fetched.</param>
internal abstract partial class TriggerListener(string function, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private bool _waits;

    /// <summary>Completes when it listens, or when it was stopped before it could.</summary>
    public Task Started => _started.Task;

    protected string Function => function;

    protected TimeProvider Time => time;

    protected ILogger Logger => logger;

    protected CancellationToken Stopping => stopping;

    /// <summary>Starts to fetch work, until the stop.</summary>
    public void Start() => _running = RunToEndAsync();

    /// <summary>Waits that long for the work that runs. The host's stopping token must have been cancelled.</summary>
    public async Task StopAsync(TimeSpan timeout)
    {
        try
        {
            await _running.WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            LogStuck(logger, function);
        }
    }

    /// <summary>Fetches work and has it done, until the stop; then it returns when all that began has ended.</summary>
    protected abstract Task RunAsync();

    /// <summary>Whatever it reads has answered.</summary>
    /// <returns>Whether that is news: the first time, and whenever it had waited.</returns>
    protected bool Listens()
    {
        var isNews = _started.TrySetResult() || _waits;
        _waits = false;
        return isNews;
    }

    /// <summary>What it reads does not answer, which is logged once.</summary>
    protected void Waits(string source, string reason)
    {
        if (!_waits && !stopping.IsCancellationRequested)
        {
            LogWaiting(logger, function, source, reason);
        }

        _waits = true;
    }

    /// <summary>Returns after that time, or at once when the host stops.</summary>
    protected async Task DelayAsync(TimeSpan delay) =>
        await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RunToEndAsync()
    {
        await Task.Yield();
        try
        {
            await RunAsync();
            _started.TrySetResult();
        }
        catch (Exception e)
        {
            _started.TrySetException(e);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} waits for {Source}: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string function, string source, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} does not end although it was cancelled; its work will come again")]
    private static partial void LogStuck(ILogger logger, string function);
}
