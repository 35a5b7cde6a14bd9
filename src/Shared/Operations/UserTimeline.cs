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

    /// <summary>Reads a page.</summary>
    /// <param name="userId">The user; of one that nobody knows there is nothing.</param>
    /// <param name="cursor">Where the page before ended; null for the newest.</param>
    /// <param name="limit">How many notifications at most, up to <see cref="MaxPageSize"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Timeline> ReadAsync(string userId, FeedCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var reading = notifications.ReadHistoryAsync(userId, cursor, limit + 1, cancellationToken);
        var (state, wishes) = (await users.ReadAsync(userId, cancellationToken), await preferences.ReadAsync(userId, cancellationToken));
        var found = await reading;
        var page = found.Take(limit).ToList();
        var received = page.Count == 0 ? [] : await receipts.ReadOfUserAsync(userId, page[^1].CreatedAt, cancellationToken);
        var scheduled = await schedule.ReadOfUserAsync(userId, cancellationToken);
        return new Timeline
        {
            UserId = userId,
            Notifications = page.ConvertAll(document => Entry(document, state, wishes, received)),
            Cursor = found.Count > limit ? new FeedCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null,
            Devices =
            [
                .. (wishes.Devices ?? new Dictionary<string, DevicePreferences>())
                    .Select(device => new TimelineDevice(device.Key, device.Value.Name, device.Value.Kind, device.Value.Level, device.Value.LastSeenAt))
                    .OrderByDescending(device => device.LastSeenAt),
            ],
            Scheduled = [.. scheduled.OrderBy(document => document.DueAt).Select(ToCome)],
            DeadLetters = await letters.ReadAsync(null, userId, null, MaxDeadLetters, cancellationToken),
            ReadBefore = state.ReadBefore,
            SeenBefore = state.SeenBefore,
        };
    }

    private TimelineEntry Entry(NotificationDocument document, UserState state, UserPreferences wishes, IReadOnlyList<Receipt> receipts)
    {
        var shown = Notification.From(document, state.ReadBefore);
        var decision = attention.Resolve(shown, wishes, document.CreatedAt);
        return new TimelineEntry(
            document.Id,
            document.Type,
            document.Title,
            document.Priority,
            document.CreatedAt,
            document.UpdatedAt,
            document.ExpiresAt,
            Seen: shown.Read || document.CreatedAt <= state.SeenBefore,
            shown.Read,
            shown.ReadAt,
            document.Removed,
            decision.User,
            decision.Exceptions.Count == 0 ? null : decision.Exceptions,
            [
                .. receipts.Where(receipt => receipt.Ids.Contains(document.Id)).OrderBy(receipt => receipt.ReceivedAt)
                    .Select(receipt => new TimelineReceipt(receipt.DeviceId, receipt.DeviceKind, receipt.ReceivedAt, receipt.Shown.Contains(document.Id))),
            ]);
    }

    private static TimelineScheduled ToCome(ScheduledDocument document) => document is ScheduledNotification later
        ? new TimelineScheduled(later.Id, "notification", later.DueAt, later.Notification.Type, later.Notification.Title)
        : new TimelineScheduled(document.Id, "summary", document.DueAt);
}
