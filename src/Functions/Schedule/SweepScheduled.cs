using Fixia.Shared.Delivery;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Schedule;

/// <summary>Every hour: scheduled work that is overdue, because its message was lost or ended in the poison queue.</summary>
public sealed class SweepScheduled(OverdueWork overdue)
{
    private const string Hourly = "0 7 * * * *";

    /// <summary>Puts into the queue again what it should have brought.</summary>
    [Function(nameof(SweepScheduled))]
    public Task RunAsync([TimerTrigger(Hourly)] TimerInfo timer, CancellationToken cancellationToken) => overdue.EnqueueAsync(cancellationToken);
}
