using Fixia.Shared.Realtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Journal;

/// <summary>
/// Asks of some pushes whether their user is connected: the first ones of each second. Nobody waits for the answer, which is noted when it
/// comes; where none comes nothing is.
/// </summary>
public sealed partial class PresenceSample(
    UserChannel channel, PushJournal journal, IOptions<AnalyticsOptions> options, TimeProvider time, ILogger<PresenceSample> logger)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private long? secondBegan;
    private int askedInSecond;
    private int unanswered;

    /// <summary>Asks, unless enough was asked within this second, or as much waits for an answer.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="pushed">What was pushed to the user just now.</param>
    public void Ask(string userId, IReadOnlyList<PushEntry> pushed)
    {
        if (pushed.Count > 0 && TryTake())
        {
            _ = AskAsync(userId, pushed);
        }
    }

    private bool TryTake()
    {
        var most = options.Value.PresencePerSecond;
        if (most == 0)
        {
            return false;
        }

        lock (gate)
        {
            var now = time.GetTimestamp();
            if (secondBegan is not { } began || time.GetElapsedTime(began, now) >= Second)
            {
                (secondBegan, askedInSecond) = (now, 0);
            }

            if (askedInSecond >= most || unanswered >= most)
            {
                return false;
            }

            askedInSecond++;
            unanswered++;
            return true;
        }
    }

    private async Task AskAsync(string userId, IReadOnlyList<PushEntry> pushed)
    {
        // The push is over when this runs, whatever the client does before it waits for the first time.
        await Task.Yield();
        try
        {
            var isConnected = (await channel.FindAsync(userId, CancellationToken.None)).Connected;
            foreach (var entry in pushed)
            {
                journal.Note(entry with { Push = null, SilencedBy = null, IsConnected = isConnected });
            }
        }
        catch (Exception e)
        {
            LogNotAnswered(e);
        }
        finally
        {
            lock (gate)
            {
                unanswered--;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Whether a user is connected could not be asked")]
    private partial void LogNotAnswered(Exception exception);
}
