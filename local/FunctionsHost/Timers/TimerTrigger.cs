using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Settings;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.Timers;

/// <summary>
/// Runs one function by a schedule, one run at a time, and on one host at a time: the others wait for its lock. A run that was
/// missed while no host ran comes once, as past due.
/// </summary>
internal sealed partial class TimerTrigger(
    Function function, TimerSettings settings, TimerHandler handler, TimeProvider time, ILogger logger, CancellationToken stopping)
    : TriggerListener(function.Name, time, logger, stopping)
{
    // No wait is longer: the clock may be set, and a machine may sleep.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly SingletonLock _lock = settings.Lock(function, time);
    private readonly ScheduleStatusBlob _statusBlob = new(settings.StatusBlob(function));
    private bool _isElsewhere;
    private bool _ranOnStartup = !settings.RunOnStartup;

    protected override async Task RunAsync()
    {
        while (!Stopping.IsCancellationRequested)
        {
            try
            {
                if (await _lock.TryAcquireAsync(Stopping))
                {
                    await RunWithLockAsync();
                }
                else if (!_isElsewhere)
                {
                    _isElsewhere = true;
                    LogElsewhere(Logger, Function);
                    Listens();
                }
            }
            catch (Exception e) when (StorageConnection.IsFailure(e))
            {
                Waits("the host's storage", StorageConnection.Reason(e));
            }

            await DelayAsync(SingletonLock.RetryInterval);
        }
    }

    /// <summary>Runs the schedule until the stop, or until the lock is lost; a run that has begun still ends under the lock.</summary>
    private async Task RunWithLockAsync()
    {
        using var ended = new CancellationTokenSource();
        using var noMore = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
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
        LogNext(Logger, Function, status.Next);
        var isPastDue = settings.UseMonitor && status.Next < Time.GetUtcNow();
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
        var now = Time.GetUtcNow();
        var kept = settings.UseMonitor ? await _statusBlob.ReadAsync(cancellationToken) : null;
        var status = kept?.Under(settings.Schedule, now) ?? ScheduleStatus.Initial(settings.Schedule, now);
        if (settings.UseMonitor && status != kept)
        {
            // Kept before the first run, so that it is known to be missed.
            await _statusBlob.WriteAsync(status, cancellationToken);
        }

        return status;
    }

    /// <returns>The status after the run; the same where the end of the host cut it off, so that it comes again.</returns>
    private async Task<ScheduleStatus> RunOnceAsync(ScheduleStatus status, bool isPastDue)
    {
        var begun = Time.GetUtcNow();
        var info = new TimerInfo(new ScheduleKind(settings.Schedule.FollowsClock), settings.UseMonitor ? status : null, isPastDue);
        if (!await handler.RunAsync(info))
        {
            return status;
        }

        var next = ScheduleStatus.After(settings.Schedule, begun);
        if (settings.UseMonitor)
        {
            try
            {
                await _statusBlob.WriteAsync(next, CancellationToken.None);
            }
            catch (Exception e) when (StorageConnection.IsFailure(e))
            {
                LogStatusNotKept(Logger, e, Function);
            }
        }

        return next;
    }

    /// <summary>Whether the time has come; otherwise there are to be no more runs.</summary>
    private async Task<bool> WaitUntilAsync(DateTimeOffset next, CancellationToken noMore)
    {
        while (!noMore.IsCancellationRequested)
        {
            var left = next - Time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            await Task.Delay(left < LongestWait ? left : LongestWait, Time, noMore).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} runs next at {Next:u}")]
    private static partial void LogNext(ILogger logger, string function, DateTimeOffset next);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} runs on another host; this one waits for it to end")]
    private static partial void LogElsewhere(ILogger logger, string function);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} ran, but its status could not be kept: the run may come again as past due")]
    private static partial void LogStatusNotKept(ILogger logger, Exception exception, string function);
}
