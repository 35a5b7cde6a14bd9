using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Settings;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.Timers;

/// <summary>
/// Runs one function by a schedule, one run at a time, and on one host at a time: the others wait for its lock. A run that was
/// missed while no host ran comes once, as past due.
/// </summary>
internal sealed partial class TimerTrigger : ITriggerListener
{
    // No wait is longer: the clock may be set, and a machine may sleep.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly string _function;
    private readonly TimerSettings _settings;
    private readonly SingletonLock _lock;
    private readonly ScheduleStatusBlob _statusBlob;
    private readonly TimerHandler _handler;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private bool _waiting;
    private bool _isElsewhere;
    private bool _ranOnStartup;

    public TimerTrigger(
        Function function, TimerSettings settings, TimerHandler handler, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        _function = function.Name;
        _settings = settings;
        _lock = settings.Lock(function, time);
        _statusBlob = new ScheduleStatusBlob(settings.StatusBlob(function));
        _handler = handler;
        _time = time;
        _logger = logger;
        _stopping = stopping;
        _ranOnStartup = !settings.RunOnStartup;
        _running = RunAsync();
    }

    /// <summary>Completes when this host waits for the time, or for the lock that another one holds; or when it was stopped before.</summary>
    public Task Started => _started.Task;

    public async Task StopAsync(TimeSpan timeout)
    {
        try
        {
            await _running.WaitAsync(timeout, _time);
        }
        catch (TimeoutException)
        {
            LogStuck(_function);
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (await _lock.TryAcquireAsync(_stopping))
                {
                    await RunWithLockAsync();
                }
                else if (!_isElsewhere)
                {
                    _isElsewhere = true;
                    LogElsewhere(_function);
                    Listens();
                }
            }
            catch (Exception e) when (StorageConnection.IsFailure(e))
            {
                if (!_waiting && !_stopping.IsCancellationRequested)
                {
                    LogWaiting(_function, StorageConnection.Reason(e));
                }

                _waiting = true;
            }

            await Task.Delay(SingletonLock.RetryInterval, _time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _started.TrySetResult();
    }

    /// <summary>Runs the schedule until the stop, or until the lock is lost; a run that has begun still ends under the lock.</summary>
    private async Task RunWithLockAsync()
    {
        using var ended = new CancellationTokenSource();
        using var noMore = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        var holding = HoldAsync();
        try
        {
            await RunScheduleAsync(noMore.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await holding;
        }

        async Task HoldAsync()
        {
            await _lock.HoldAsync(ended.Token);
            await noMore.CancelAsync();
        }
    }

    private async Task RunScheduleAsync(CancellationToken noMore)
    {
        _isElsewhere = false;
        var status = await ResumeAsync(noMore);
        Listens();
        LogNext(_function, status.Next);
        var isPastDue = _settings.UseMonitor && status.Next < _time.GetUtcNow();
        if (isPastDue || !_ranOnStartup)
        {
            _ranOnStartup = true;
            status = await RunOnceAsync(status, isPastDue);
        }

        while (await WaitUntilAsync(status.Next, noMore))
        {
            status = await RunOnceAsync(status, isPastDue: false);
        }
    }

    private async Task<ScheduleStatus> ResumeAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var kept = _settings.UseMonitor ? await _statusBlob.ReadAsync(cancellationToken) : null;
        var status = kept?.Under(_settings.Schedule, now) ?? ScheduleStatus.Initial(_settings.Schedule, now);
        if (_settings.UseMonitor && status != kept)
        {
            // Kept before the first run, so that it is known to be missed.
            await _statusBlob.WriteAsync(status, cancellationToken);
        }

        return status;
    }

    /// <returns>The status after the run; the same where the end of the host cut it off, so that it comes again.</returns>
    private async Task<ScheduleStatus> RunOnceAsync(ScheduleStatus status, bool isPastDue)
    {
        var begun = _time.GetUtcNow();
        var info = new TimerInfo(new ScheduleKind(_settings.Schedule.FollowsClock), _settings.UseMonitor ? status : null, isPastDue);
        if (!await _handler.RunAsync(info))
        {
            return status;
        }

        var next = ScheduleStatus.After(_settings.Schedule, begun);
        if (_settings.UseMonitor)
        {
            try
            {
                await _statusBlob.WriteAsync(next, CancellationToken.None);
            }
            catch (Exception e) when (StorageConnection.IsFailure(e))
            {
                LogStatusNotKept(e, _function);
            }
        }

        return next;
    }

    /// <summary>Whether the time has come; otherwise there are to be no more runs.</summary>
    private async Task<bool> WaitUntilAsync(DateTimeOffset next, CancellationToken noMore)
    {
        while (!noMore.IsCancellationRequested)
        {
            var left = next - _time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            await Task.Delay(left < LongestWait ? left : LongestWait, _time, noMore).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private void Listens()
    {
        _waiting = false;
        _started.TrySetResult();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} runs next at {Next:u}")]
    private partial void LogNext(string function, DateTimeOffset next);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} runs on another host; this one waits for it to end")]
    private partial void LogElsewhere(string function);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} waits for the host's storage: {Reason}")]
    private partial void LogWaiting(string function, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} ran, but its status could not be kept: the run may come again as past due")]
    private partial void LogStatusNotKept(Exception exception, string function);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} does not end although it was cancelled; its run will come again as past due")]
    private partial void LogStuck(string function);
}
