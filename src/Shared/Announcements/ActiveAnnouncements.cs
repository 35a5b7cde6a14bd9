using Microsoft.Extensions.Options;

namespace Fixia.Shared.Announcements;

/// <summary>
/// The announcements that are alive, as this process knows them. Every count, feed, sync and push needs them, and all of
/// them lie in one partition, so a process reads them once for everybody. What it knows may be a few seconds old; how a
/// device is right all the same, docs/decisions/0009 says.
/// </summary>
public sealed class ActiveAnnouncements(AnnouncementStore store, IOptions<AnnouncementOptions> options, TimeProvider time)
{
    /// <summary>How much of the time between two readings is random, so that processes do not read in step.</summary>
    private const double Jitter = 0.4;

    private readonly Lock gate = new();
    private Reading? latest;
    private Task<Reading>? running;
    private int begun;
    private int forgotten;

    /// <summary>
    /// What was read at most twice <see cref="AnnouncementOptions.CacheFor"/> ago. Past the first half of that it is
    /// returned all the same, while one reading renews it.
    /// </summary>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">They could not be read, and nothing is known that is young enough.</exception>
    public Task<IReadOnlyList<Announcement>> ReadAsync(CancellationToken cancellationToken) =>
        ReadAsync(options.Value.CacheFor * 2, cancellationToken);

    /// <summary>
    /// What was read at most <see cref="AnnouncementOptions.Hold"/> ago. As a broadcast is held back for that long, whoever
    /// asks after one finds the announcement in here.
    /// </summary>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">They could not be read.</exception>
    public Task<IReadOnlyList<Announcement>> ReadRecentAsync(CancellationToken cancellationToken) =>
        ReadAsync(options.Value.Hold, cancellationToken);

    /// <summary>Something was announced: what is known, and what is being read, is not to be used any more.</summary>
    public void Forget()
    {
        lock (gate)
        {
            forgotten = begun;
        }
    }

    private async Task<IReadOnlyList<Announcement>> ReadAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var called = time.GetTimestamp();
        int begunBefore;
        lock (gate)
        {
            begunBefore = begun;
        }

        while (true)
        {
            Task<Reading> reading;
            lock (gate)
            {
                if (latest is { } known && known.Number > forgotten
                    && (known.Number > begunBefore || time.GetElapsedTime(known.BegunAt, called) < maxAge))
                {
                    if (time.GetElapsedTime(known.BegunAt, called) > known.RenewAfter)
                    {
                        StartReading();
                    }

                    return Alive(known);
                }

                reading = StartReading();
            }

            await reading.WaitAsync(cancellationToken);
        }
    }

    /// <summary>One reading at a time, which is nobody's to cancel. A failed one is made up for by the next call.</summary>
    private Task<Reading> StartReading() => running ??= Task.Run(async () =>
    {
        int number;
        lock (gate)
        {
            number = ++begun;
        }

        var begunAt = time.GetTimestamp();
        try
        {
            var announcements = await store.ReadActiveAsync(CancellationToken.None);
            var renewAfter = options.Value.CacheFor * (1 - (Jitter * Random.Shared.NextDouble()));
            var reading = new Reading(announcements, number, begunAt, renewAfter);
            lock (gate)
            {
                latest = reading;
            }

            return reading;
        }
        finally
        {
            lock (gate)
            {
                running = null;
            }
        }
    });

    private List<Announcement> Alive(Reading reading)
    {
        var now = time.GetUtcNow();
        return reading.Announcements.TrueForAll(announcement => announcement.ExpiresAt > now)
            ? reading.Announcements
            : reading.Announcements.FindAll(announcement => announcement.ExpiresAt > now);
    }

    private sealed record Reading(List<Announcement> Announcements, int Number, long BegunAt, TimeSpan RenewAfter);
}
