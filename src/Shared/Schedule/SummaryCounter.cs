using Fixia.Shared.Announcements;
using Fixia.Shared.Events;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Users;

namespace Fixia.Shared.Schedule;

/// <summary>
/// Counts what quiet hours silenced and the user has not seen yet. That is what would have interrupted without them, and does
/// not by a stronger rule: what is critical or required, or what the user or a device lets through at night, has interrupted.
/// </summary>
public sealed class SummaryCounter(
    UnreadReader unread, ActiveAnnouncements announcements, UserStateStore users, AttentionResolver resolver)
{
    /// <summary>Most notifications that are counted, the newest; whoever has more is told that there are more.</summary>
    public const int Limit = 500;

    /// <summary>Counts, for each device.</summary>
    /// <param name="summary">Which, and from when to when.</param>
    /// <param name="preferences">What the user wants now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null when there is nothing to tell any device.</returns>
    public async Task<NotificationSummary?> CountAsync(
        QuietSummary summary, PreferenceSettings preferences, CancellationToken cancellationToken)
    {
        var reading = announcements.ReadAsync(cancellationToken);
        var user = await users.ReadAsync(summary.UserId, cancellationToken);
        var seen = user.SeenBefore > (user.ReadBefore ?? DateTimeOffset.MinValue) ? user.SeenBefore : user.ReadBefore;
        var found = await unread.FindAsync(summary.UserId, summary.Since, summary.DueAt, seen, Limit + 1, cancellationToken);
        var hasMore = found.Count > Limit;
        var announced = (await reading)
            .Where(announcement => user.MarkOf(announcement.Id) is null && !(announcement.CreatedAt <= seen)
                && announcement.CreatedAt >= summary.Since && announcement.CreatedAt < summary.DueAt)
            .Select(announcement => new UnreadEntry(announcement.Type, announcement.Priority, announcement.CreatedAt));
        List<UnreadEntry> entries = [.. found.Take(Limit), .. announced];

        var awake = preferences with { QuietHours = null };
        var forUser = Count(deviceId: null);
        var byDevice = (preferences.Devices?.Keys ?? [])
            .Select(id => (Id: id, Counted: Count(id)))
            .Where(device => !device.Counted.IsSameAs(forUser))
            .ToDictionary(device => device.Id, device => device.Counted, StringComparer.Ordinal);
        if (forUser.Count == 0 && byDevice.Count == 0)
        {
            return null;
        }

        return new NotificationSummary(
            $"{summary.Id}-{summary.DueAt.ToUnixTimeMilliseconds()}",
            summary.Since,
            summary.DueAt,
            forUser.Count,
            forUser.Types,
            byDevice.Count == 0 ? null : byDevice,
            hasMore);

        SummaryCount Count(string? deviceId) => SummaryCount.Of(entries.Where(entry => IsFor(deviceId, entry)).Select(entry => entry.Type));

        // A mute has an end alone: one that lasts until now covers whatever was created before.
        bool IsFor(string? deviceId, UnreadEntry entry) =>
            resolver.ResolveFor(entry.Type, entry.Priority, awake, deviceId, entry.CreatedAt)
                is { Attention: Attention.Interrupt, Rule: AttentionRule.Default };
    }
}
