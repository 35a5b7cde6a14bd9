using Fixia.Shared.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Journal;

/// <summary>
/// Collects what is noted about notifications, and writes it down some seconds later, many at a time. Nobody who notes something waits
/// for the store or learns that it failed. A process that is killed takes what it has not written with it, and beyond a bound nothing
/// more is taken: what the journal says is never more than what happened, and may be less.
/// </summary>
public sealed partial class PushJournal : IDisposable
{
    /// <summary>How many entries a document holds at most.</summary>
    public const int PageSize = 200;

    /// <summary>How many entries wait at most, which is a few MB: half a minute of a busy instance without the store.</summary>
    public const int MaxHeld = 10_000;

    /// <summary>How long an entry waits for others; and how long what failed waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly PushStore store;
    private readonly FixiaMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger<PushJournal> logger;
    private readonly ITimer timer;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly Lock gate = new();
    private readonly Queue<PushEntry> held = new();
    private Due due;

    /// <summary>Begins an empty one.</summary>
    public PushJournal(PushStore store, FixiaMetrics metrics, TimeProvider time, ILogger<PushJournal> logger)
    {
        (this.store, this.metrics, this.time, this.logger) = (store, metrics, time, logger);

        // What is written later is no part of whatever trace runs now.
        using (ExecutionContext.SuppressFlow())
        {
            timer = time.CreateTimer(_ => _ = FlushLaterAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>When the next write is due.</summary>
    private enum Due
    {
        /// <summary>Never: nothing is held.</summary>
        Never,

        /// <summary>Within <see cref="Patience"/>.</summary>
        Soon,

        /// <summary>Now: a document is full.</summary>
        Now,
    }

    /// <summary>Notes something. It returns at once, whatever the store does.</summary>
    public void Note(PushEntry entry)
    {
        Due wanted;
        lock (gate)
        {
            if (held.Count >= MaxHeld)
            {
                metrics.EntryDropped();
                return;
            }

            held.Enqueue(entry);
            wanted = held.Count == PageSize ? Due.Now : Due.Soon;
            if (wanted <= due)
            {
                return;
            }

            due = wanted;
        }

        // Outside of the lock: a timer may call at once.
        timer.Change(wanted == Due.Now ? TimeSpan.Zero : Patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Writes all that is held down.</summary>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">The store failed; what was not written is still held.</exception>
    public Task FlushAsync(CancellationToken cancellationToken) => FlushAsync(isLast: true, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        timer.Dispose();
        writing.Dispose();
    }

    private async Task FlushAsync(bool isLast, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            // Taken out only when it is written, and nobody else takes out meanwhile. What comes while a page is written waits for company.
            for (var page = First(); page.Length > 0; page = First(isLast ? 1 : PageSize))
            {
                await store.WriteAsync(new PushPage(Guid.NewGuid().ToString("N"), time.GetUtcNow(), page), cancellationToken);
                lock (gate)
                {
                    for (var i = 0; i < page.Length; i++)
                    {
                        held.Dequeue();
                    }
                }
            }
        }
        finally
        {
            writing.Release();
        }

        PushEntry[] First(int least = 1)
        {
            lock (gate)
            {
                return held.Count < least ? [] : [.. held.Take(PageSize)];
            }
        }
    }

    private async Task FlushLaterAsync()
    {
        try
        {
            await FlushAsync(isLast: false, CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        catch (Exception e)
        {
            LogNotWritten(e.GetType().Name);
        }

        bool isMore;
        lock (gate)
        {
            isMore = held.Count > 0;
            due = isMore ? Due.Soon : Due.Never;
        }

        if (isMore)
        {
            timer.Change(Patience, Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was pushed could not be written down, and is tried again: {Failure}")]
    private partial void LogNotWritten(string failure);
}
