using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Journal;

/// <summary>
/// Has what was noted written down before the process ends. That is when everything else has stopped: what runs while an instance is
/// drained is noted as well.
/// </summary>
public sealed partial class JournalLifetime(PushJournal journal, Pulse pulse, TimeProvider time, ILogger<JournalLifetime> logger) : IHostedLifecycleService
{
    /// <summary>How long the end of the process waits for the store.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Patience, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            await journal.FlushAsync(deadline.Token);
            await pulse.BeatAsync(deadline.Token);
        }
        catch (Exception e)
        {
            LogLost(e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was pushed last could not be written down, and is lost: {Failure}")]
    private partial void LogLost(string failure);
}
