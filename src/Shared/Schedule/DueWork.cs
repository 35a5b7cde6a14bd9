using Fixia.Shared.Data;

namespace Fixia.Shared.Schedule;

/// <summary>Takes work that a queue message asks for, so that of all who got such a message one does it.</summary>
public sealed class DueWork(ScheduleStore store, ScheduleQueue queue, TimeProvider time)
{
    /// <summary>Claims a document, if what the message asks for is still to be done now.</summary>
    /// <param name="message">The message. One that came too early, or while somebody else is at it, is sent again.</param>
    /// <param name="find">Reads the document.</param>
    /// <param name="tryPutOff">Whether it was put off, which sends a message of its own.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    /// <returns>The document; null when there is nothing to do.</returns>
    /// <exception cref="QueueFailedException">The queue did not take a message for later.</exception>
    public async Task<T?> ClaimAsync<T>(
        ScheduledMessage message, Func<Task<T?>> find, Func<T, DateTimeOffset, Task<bool>> tryPutOff, CancellationToken cancellationToken)
        where T : ScheduledDocument
    {
        while (true)
        {
            var now = time.GetUtcNow();
            if (await find() is not { } document || document.DueAt != message.DueAt)
            {
                // It was fired, or dropped; or moved, and then the change feed has sent a message for the new time.
                return null;
            }

            if (document.DueAt > now)
            {
                // Further off than the queue can wait.
                await queue.SendAsync(message, now, cancellationToken);
                return null;
            }

            if (document.IsClaimed(now))
            {
                await queue.SendAsync(message, ScheduledDocument.ClaimLifetime, cancellationToken);
                return null;
            }

            if (await tryPutOff(document, now))
            {
                return null;
            }

            ScheduledDocument claimed = document;
            if (await store.TryWriteAsync((T)(claimed with { ClaimedAt = now }), cancellationToken) is { } taken)
            {
                return taken;
            }
        }
    }
}
