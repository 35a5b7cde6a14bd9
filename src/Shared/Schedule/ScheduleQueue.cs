using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Azure.Storage.Queues;
using Fixia.Shared.Data;

namespace Fixia.Shared.Schedule;

/// <summary>The queue that wakes scheduled work. It decides nothing: what it holds may be late, early, old, or there twice.</summary>
public sealed class ScheduleQueue(QueueClient queue)
{
    /// <summary>The queue.</summary>
    public const string Name = "scheduled";

    /// <summary>
    /// Over how long the summaries of one moment are spread: many users have the same night, and 8:00 must not be a storm. The
    /// first part of it is for clocks that differ: an instance whose clock is behind still silences then.
    /// </summary>
    public static readonly TimeSpan Spread = TimeSpan.FromMinutes(1);

    /// <summary>Has a document looked at when it is due.</summary>
    /// <param name="message">Which, and when.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="QueueFailedException">The queue did not take it.</exception>
    public Task SendAsync(ScheduledMessage message, DateTimeOffset now, CancellationToken cancellationToken) =>
        SendAsync(message, message.DueAt - now + (message.Id == QuietSummary.DocumentId ? JitterOf(message.UserId) : TimeSpan.Zero), cancellationToken);

    /// <summary>Has a document looked at after a time.</summary>
    /// <exception cref="QueueFailedException">The queue did not take it.</exception>
    public Task SendAsync(ScheduledMessage message, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendAsync(message.ToString(), delay, cancellationToken);

    /// <summary>How long after the common moment a user's turn is: always the same, from the tolerance of clocks to <see cref="Spread"/>.</summary>
    public static TimeSpan JitterOf(string userId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(userId));
        var share = BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue;
        return FixiaDatabase.ClockTolerance + (share * (Spread - FixiaDatabase.ClockTolerance));
    }
}
