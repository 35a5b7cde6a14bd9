using System.Globalization;
using NCrontab;

namespace Fixia.Local.FunctionsHost.Timers;

/// <summary>
/// When a timer fires, in UTC: an NCRONTAB expression of six fields, or of five without seconds, or the time between two runs
/// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions).
/// </summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _interval;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval) => (_cron, _interval) = (cron, interval);

    /// <summary>Whether it is an expression, which follows the clock, and no interval.</summary>
    public bool FollowsClock => _cron is not null;

    /// <summary>Null where the expression is neither.</summary>
    public static TimerSchedule? TryParse(string expression)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var cron = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = fields != 5 });
        if (cron is not null)
        {
            return new TimerSchedule(cron, TimeSpan.Zero);
        }

        return TimeSpan.TryParse(expression, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(null, interval)
            : null;
    }

    /// <summary>The first time after this one.</summary>
    public DateTimeOffset Next(DateTimeOffset after) =>
        _cron is null ? after + _interval : new DateTimeOffset(_cron.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);

    /// <summary>Whether it fires more than once within each minute: the real host keeps no status of such timers.</summary>
    public bool IsFasterThanAMinute()
    {
        if (_cron is null)
        {
            return _interval < TimeSpan.FromMinutes(1);
        }

        // The first is excluded.
        var beforeAMinute = DateTime.UnixEpoch.AddSeconds(-1);
        return _cron.ToString().Split(' ').Skip(1).All(field => field == "*")
            && _cron.GetNextOccurrences(beforeAMinute, beforeAMinute.AddSeconds(61)).Skip(1).Any();
    }
}
