using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Identity;
using Azure.Storage.Queues;
using Fixia.Shared.Data;

namespace Fixia.Shared.Schedule;

/// <summary>The queue that wakes scheduled work. It decides nothing: what it holds may be late, early, old, or there twice.</summary>
public sealed class ScheduleQueue(QueueClient queue)
{
    /// <summary>The queue.</summary>
    public const string Name = "scheduled";

    /// <summary>
    /// The app setting that holds the storage connection, or the prefix of an identity-based one: the account that the Functions
    /// host has for itself.
    /// </summary>
    public const string Connection = "AzureWebJobsStorage";

    /// <summary>The longest that the service hides a new message; what is due later is sent again then (https://learn.microsoft.com/rest/api/storageservices/put-message).</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    /// <summary>
    /// Over how long the summaries of one moment are spread: many users have the same night, and 8:00 must not be a storm. The
    /// first part of it is for clocks that differ: an instance whose clock is behind still silences then.
    /// </summary>
    public static readonly TimeSpan Spread = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    /// <summary>Has a document looked at when it is due.</summary>
    /// <param name="message">Which, and when.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="QueueFailedException">The queue did not take it.</exception>
    public Task SendAsync(ScheduledMessage message, DateTimeOffset now, CancellationToken cancellationToken) =>
        SendAsync(message, message.DueAt - now + (message.Id == QuietSummary.DocumentId ? JitterOf(message.UserId) : TimeSpan.Zero), cancellationToken);

    /// <summary>Has a document looked at after a time.</summary>
    /// <exception cref="QueueFailedException">The queue did not take it.</exception>
    public async Task SendAsync(ScheduledMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        // The service counts whole seconds.
        var wait = TimeSpan.FromSeconds(Math.Ceiling(Math.Clamp(delay.TotalSeconds, 0, LongestDelay.TotalSeconds)));
        try
        {
            // By default a message would expire after 7 days, which may be before it can be seen.
            await queue.SendMessageAsync(message.ToString(), wait, timeToLive: Never, cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or AuthenticationFailedException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new QueueFailedException($"The queue {Name} did not take a message.", e);
        }
    }

    /// <summary>How long after the common moment a user's turn is: always the same, from the tolerance of clocks to <see cref="Spread"/>.</summary>
    public static TimeSpan JitterOf(string userId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(userId));
        var share = BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue;
        return FixiaDatabase.ClockTolerance + (share * (Spread - FixiaDatabase.ClockTolerance));
    }
}
