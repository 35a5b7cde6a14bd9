using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <summary>What a producer does to a notification that a user has already. Failures of the store surface as <see cref="CosmosException"/>.</summary>
public sealed class NotificationEditor(NotificationStore store, TimeProvider time)
{
    /// <inheritdoc cref="NotificationStore.FindAsync"/>
    public Task<NotificationDocument?> FindAsync(string userId, string id, CancellationToken cancellationToken) => store.FindAsync(userId, id, cancellationToken);

    /// <summary>
    /// Replaces what a notification says. It keeps its place in the list, stays read or archived where it is, and keeps its buttons once one
    /// was pressed. Saying the same again writes nothing.
    /// </summary>
    /// <param name="revised">Whose, which, and what it is to say.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    /// <returns>False when there is none, or it is gone; what a user deleted is changed all the same, who might bring it back.</returns>
    public async Task<bool> TryReviseAsync(NotificationDocument revised, CancellationToken cancellationToken)
    {
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        var stored = await store.ChangeAsync(revised.UserId, revised.Id, Revise, cancellationToken);
        return stored is not null && !NotificationRemoval.IsFinal(stored.Removed);

        NotificationDocument? Revise(NotificationDocument known)
        {
            var next = known with
            {
                Type = revised.Type,
                Priority = revised.Priority,
                Title = revised.Title,
                Message = revised.Message,
                ActionUrl = revised.ActionUrl,
                Actions = known.Outcome is not null || (known.Actions?.SequenceEqual(revised.Actions ?? []) ?? revised.Actions is null)
                    ? known.Actions
                    : revised.Actions,
                ExpiresAt = revised.ExpiresAt,
            };
            return next == known || known.Removed == NotificationRemoval.Retracted ? null : next with { UpdatedAt = now };
        }
    }

    /// <summary>Takes a notification back, on every device, with what it said.</summary>
    public Task RetractAsync(string userId, string id, CancellationToken cancellationToken) =>
        store.RemoveAsync(userId, id, NotificationRemoval.Retracted, UtcMillisecondsConverter.Truncate(time.GetUtcNow()), cancellationToken);

    /// <summary>
    /// Takes the place of a notification that is not stored, so that whoever is about to store it finds a tombstone.
    /// </summary>
    /// <returns>What was stored before; null when nothing was.</returns>
    public async Task<NotificationDocument?> BlockAsync(string userId, string id, CancellationToken cancellationToken)
    {
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        var tombstone = new NotificationDocument(id, userId, new Content { Type = NotificationRemoval.Retracted, Title = "", CreatedAt = now })
        {
            Read = true,
            ReadAt = now,
            Removed = NotificationRemoval.Retracted,
            TimeToLive = (int)NotificationRemoval.TombstoneLifetime.TotalSeconds,
        };
        var stored = await store.CreateAsync(tombstone, cancellationToken);
        return ReferenceEquals(stored, tombstone) ? null : stored;
    }
}
