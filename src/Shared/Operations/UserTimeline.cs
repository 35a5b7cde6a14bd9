using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Receipts;
using Fixia.Shared.Schedule;
using Fixia.Shared.Users;

namespace Fixia.Shared.Operations;

/// <summary>Answers why a user got something or did not, from what is stored of the user.</summary>
public sealed class UserTimeline(
    NotificationStore notifications,
    ReceiptStore receipts,
    UserStateStore users,
    PreferencesStore preferences,
    AttentionReader attention,
    ScheduleStore schedule,
    DeadLetterStore letters)
{
    /// <summary>Most notifications of a page.</summary>
    public const int MaxPageSize = 100;

    private const int MaxDeadLetters = 20;

    /// <summary>More than that since the oldest notification of a page are not looked at.</summary>
    private const int MaxReceipts = 1000;

    /// <summary>Reads a page.</summary>
    /// <param name="userId">The user; of one that nobody knows there is nothing.</param>
    /// <param name="cursor">Where the page before ended; null for the newest.</param>
    /// <param name="limit">How many notifications at most, up to <see cref="MaxPageSize"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Timeline> ReadAsync(string userId, FeedCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var reading = notifications.ReadHistoryAsync(userId, cursor, limit, cancellationToken);
        var (state, wishes) = (await users.ReadAsync(userId, cancellationToken), await preferences.ReadAsync(userId, cancellationToken));
        var (page, hasMore) = await reading;
        var received = page.Count == 0 ? [] : await receipts.ReadOfUserAsync(userId, page.Min(document => document.SentAt ?? document.CreatedAt) - FixiaDatabase.ClockTolerance, MaxReceipts, cancellationToken);
        var receivedById = received.SelectMany(receipt => receipt.Ids.Select(id => (Id: id, Receipt: receipt))).ToLookup(one => one.Id, one => one.Receipt, StringComparer.Ordinal);
        var scheduled = new List<TimelineScheduled>();
        foreach (var document in await schedule.ReadOfUserAsync(userId, cancellationToken))
        {
            scheduled.AddRange(await ToComeAsync(document, cancellationToken));
        }

        return new Timeline
        {
            UserId = userId,
            Notifications = [.. page.Select(document => Entry(document, state, wishes, receivedById[document.Id]))],
            Cursor = hasMore && page.Count > 0 ? new FeedCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null,
            Devices =
            [
                .. (wishes.Devices ?? new Dictionary<string, DevicePreferences>())
                    .Select(device => new TimelineDevice(device.Key, device.Value.Name, device.Value.Kind, device.Value.Level, device.Value.LastSeenAt))
                    .OrderByDescending(device => device.LastSeenAt),
            ],
            Scheduled = [.. scheduled.OrderBy(one => one.DueAt)],
            DeadLetters = await letters.ReadAsync(null, userId, null, MaxDeadLetters, cancellationToken),
            ReadBefore = state.ReadBefore,
            SeenBefore = state.SeenBefore,
        };
    }

    private TimelineEntry Entry(NotificationDocument document, UserState state, UserPreferences wishes, IEnumerable<Receipt> receipts)
    {
        var shown = Notification.From(document, state.ReadBefore);
        var decision = attention.Resolve(shown, wishes, document.CreatedAt);
        return new TimelineEntry(
            document.Id,
            document.Type,
            document.Title,
            document.Priority,
            document.Producer,
            document.CreatedAt,
            document.UpdatedAt,
            document.ExpiresAt,
            Seen: shown.Read || document.CreatedAt <= state.SeenBefore,
            shown.Read,
            shown.ReadAt,
            document.Removed,
            shown.SnoozedUntil,
            document.SentAt,
            document.Outcome,
            decision.User,
            decision.Exceptions.Count == 0 ? null : decision.Exceptions,
            [
                // A report that was repeated together with others is another receipt of the same device.
                .. receipts.GroupBy(receipt => receipt.DeviceId ?? receipt.Id, StringComparer.Ordinal)
                    .Select(device => new TimelineReceipt(
                        device.First().DeviceId, device.First().DeviceKind, device.Min(receipt => receipt.ReceivedAt), device.Any(receipt => receipt.Shown.Contains(document.Id))))
                    .OrderBy(device => device.ReceivedAt),
            ]);
    }

    private async Task<IEnumerable<TimelineScheduled>> ToComeAsync(ScheduledDocument document, CancellationToken cancellationToken) => document switch
    {
        ScheduledNotification later => [new TimelineScheduled(later.Id, "notification", later.DueAt, later.Notification.Type, later.Notification.Title)],

        // One that the user has brought back or put away will not be woken.
        SnoozeEnd snooze => await notifications.FindAsync(document.UserId, snooze.NotificationId, cancellationToken) is { Removed: NotificationRemoval.Snoozed } asleep
            ? [new TimelineScheduled(asleep.Id, "snooze", snooze.DueAt, asleep.Type, asleep.Title)]
            : [],
        ActionCall call => [new TimelineScheduled(call.NotificationId, "webhook", call.DueAt)],
        _ => [new TimelineScheduled(document.Id, "summary", document.DueAt)],
    };
}
