using System.Text.Json.Serialization;

namespace Fixia.Local.FunctionsHost.Timers;

/// <summary>What the worker reads into a parameter of the type <c>TimerInfo</c>.</summary>
/// <param name="Schedule">The kind of schedule.</param>
/// <param name="ScheduleStatus">When it ran and runs; null when no status is kept.</param>
/// <param name="IsPastDue">Whether this run was missed at its time.</param>
internal sealed record TimerInfo(ScheduleKind Schedule, ScheduleStatus? ScheduleStatus, bool IsPastDue);

internal sealed record ScheduleKind([property: JsonPropertyName("AdjustForDST")] bool AdjustForDst);

/// <summary>Where a timer is in its schedule, kept between runs of the host as the real one keeps it.</summary>
/// <param name="Last">When it ran last; the default value when it never did, or did by another schedule.</param>
/// <param name="Next">When it runs next.</param>
/// <param name="LastUpdated">From when <paramref name="Next"/> was counted.</param>
internal sealed record ScheduleStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated)
{
    /// <summary>Of a timer that starts now.</summary>
    public static ScheduleStatus Initial(TimerSchedule schedule, DateTimeOffset now) => new(default, schedule.Next(now), now);

    /// <summary>After a run at that time.</summary>
    public static ScheduleStatus After(TimerSchedule schedule, DateTimeOffset run) => new(run, schedule.Next(run), run);

    /// <summary>
    /// The status under the schedule as it is now. A schedule that was changed has missed nothing: what it would have run
    /// before now is not made up for.
    /// </summary>
    public ScheduleStatus Under(TimerSchedule schedule, DateTimeOffset now)
    {
        var from = Last != default ? Last : LastUpdated != default ? LastUpdated : now;
        var next = schedule.Next(from);
        return next == Next ? this
            : next < now ? Initial(schedule, now)
            : new ScheduleStatus(default, next, from);
    }
}

[JsonSerializable(typeof(TimerInfo))]
[JsonSerializable(typeof(ScheduleStatus))]
internal sealed partial class TimerJson : JsonSerializerContext;
