using Fixia.Shared.Analytics;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Schedule;

/// <summary>Every ten minutes: the figures of the hours that are not final.</summary>
public sealed class CountAnalytics(AnalyticsUpkeep upkeep)
{
    private const string EveryTenMinutes = "0 3/10 * * * *";

    /// <summary>Counts what is due.</summary>
    [Function(nameof(CountAnalytics))]
    public Task RunAsync([TimerTrigger(EveryTenMinutes)] TimerInfo timer, CancellationToken cancellationToken) => upkeep.RunAsync(cancellationToken);
}
