using Fixia.Shared.Preferences;

namespace Fixia.Shared.Schedule;

/// <summary>Sees to it that somebody whom quiet hours kept from being called gets a summary when they end.</summary>
public sealed class QuietSummaries(ScheduleStore store, TimeProvider time)
{
    /// <summary>
    /// Quiet hours have silenced notifications: a summary is due at their end. The first time that costs a read and a write, from
    /// then on the read.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="preferences">What the user wants.</param>
    /// <param name="since">When the oldest of the notifications was created.</param>
    /// <param name="now">When they were silenced.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    public async Task EnsureAsync(
        string userId, PreferenceSettings preferences, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (QuietHours.Of(preferences)?.EndOfQuiet(now) is not { } end)
        {
            // It is quiet for ever: there is no moment for a summary.
            return;
        }

        while (true)
        {
            // One that is due, or being fired, is of the last quiet hours: what is silenced now, it may not count any more.
            var stored = await store.FindAsync(userId, cancellationToken);
            if (stored is { ClaimedAt: null } && stored.DueAt > now && stored.Since <= since)
            {
                return;
            }

            var summary = stored ?? new QuietSummary { UserId = userId, Since = since, DueAt = end };
            summary = summary with
            {
                Since = summary.Since < since ? summary.Since : since,
                DueAt = stored is { ClaimedAt: null } && stored.DueAt > now ? stored.DueAt : end,
                ClaimedAt = null,
            };
            if (await store.TryWriteAsync(summary, cancellationToken) is not null)
            {
                return;
            }
        }
    }

    /// <summary>The preferences have changed: a summary that waits is due when the quiet hours end now, at once if it is not quiet.</summary>
    public async Task MoveAsync(string userId, PreferenceSettings preferences, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(userId, cancellationToken) is { ClaimedAt: null } summary)
        {
            var now = time.GetUtcNow();
            if (summary.DueAt <= now || await TryMoveAsync(summary, preferences, now, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Puts a summary off that came due while it is quiet, because the user moved the hours or it is very late.</summary>
    /// <returns>False when it is not quiet, so that it can be fired.</returns>
    public async Task<bool> TryPutOffAsync(
        QuietSummary summary, PreferenceSettings preferences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (QuietHours.Of(preferences)?.IsQuiet(now) is not true)
        {
            return false;
        }

        // Whoever was faster has moved or fired it.
        await TryMoveAsync(summary with { ClaimedAt = null }, preferences, now, cancellationToken);
        return true;
    }

    /// <returns>False when somebody else was faster.</returns>
    private async Task<bool> TryMoveAsync(
        QuietSummary summary, PreferenceSettings preferences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var quiet = QuietHours.Of(preferences);
        var end = quiet?.IsQuiet(now) is true ? quiet.EndOfQuiet(now) : now;
        return end is { } due
            ? due == summary.DueAt || await store.TryWriteAsync(summary with { DueAt = due }, cancellationToken) is not null
            : await store.TryDeleteAsync(summary, cancellationToken);
    }
}
