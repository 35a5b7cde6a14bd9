using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <summary>
/// Takes back what a user did to a notification. Idempotent, and each time that something is taken back counts one up in
/// <see cref="NotificationDocument.Restores"/>. Failures of the store surface as <see cref="CosmosException"/>.
/// </summary>
public sealed class NotificationRestorer(NotificationStore store, TimeProvider time)
{
    /// <summary>Makes one unread that is read, by itself or by the watermark. What was put away is left alone.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="readBefore">The user's watermark.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    public Task MarkUnreadAsync(string userId, string id, DateTimeOffset? readBefore, CancellationToken cancellationToken) =>
        ChangeAsync(
            userId,
            id,
            known => known.Removed is null && Notification.From(known, readBefore).Read ? known with { Read = false, ReadAt = null } : null,
            cancellationToken);

    /// <summary>
    /// Brings one back that was archived or snoozed, or deleted as long as its tombstone lasts; not one that its producer took back.
    /// </summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="asUnread">Whether it comes back unread, as it may have been before.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    public Task RestoreAsync(string userId, string id, bool asUnread, CancellationToken cancellationToken) =>
        ChangeAsync(
            userId,
            id,
            known => known.Removed is NotificationRemoval.Archived or NotificationRemoval.Snoozed or NotificationRemoval.Deleted
                ? known with { Removed = null, SnoozedUntil = null, Read = !asUnread, ReadAt = null }
                : null,
            cancellationToken);

    /// <summary>Brings one back whose snooze is over: unread, and as new as if it had been created now.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="due">Up to when it sleeps at most; one that sleeps for longer is left alone.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    public Task WakeAsync(string userId, string id, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        return ChangeAsync(
            userId,
            id,
            known => known.Removed == NotificationRemoval.Snoozed && !(known.SnoozedUntil > due)
                ? known with
                {
                    Removed = null,
                    SnoozedUntil = null,
                    Read = false,
                    ReadAt = null,
                    CreatedAt = now,
                    SentAt = known.SentAt ?? known.CreatedAt,
                    Woken = known.Restores + 1,
                }
                : null,
            cancellationToken);
    }

    private Task<NotificationDocument?> ChangeAsync(
        string userId, string id, Func<NotificationDocument, NotificationDocument?> change, CancellationToken cancellationToken) =>
        store.ChangeAsync(
            userId, id, known => change(known) is { } next ? next with { Restores = known.Restores + 1 } : null, cancellationToken);
}
