using Fixia.Shared.Announcements;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Users;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Inboxes;

/// <summary>
/// What <see cref="Inbox"/> reads of one user, of many at once: three queries at most, however many they are, where each by itself
/// would take a read and a query or two.
/// </summary>
public sealed partial class ManyInboxes(UserStateStore users, UnreadReader unread, ActiveAnnouncements announcements, ILogger<ManyInboxes> logger)
{
    /// <summary>For fewer users it costs more than to read each by itself.</summary>
    private const int Fewest = 4;

    /// <summary>
    /// The exact counts by user, from marks that may be a moment old: whoever tells them has to see afterwards who has
    /// <see cref="FindMovedAsync">moved</see> them. Nobody, where each is better read by itself.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, InboxState>> ReadAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken)
    {
        if (userIds.Count < Fewest)
        {
            return new Dictionary<string, InboxState>();
        }

        try
        {
            var states = await users.ReadManyAsync(userIds, cancellationToken, ConsistencyLevel.Session);
            var active = await announcements.ReadAsync(cancellationToken);
            var tallies = await unread.CountManyAsync(
                [.. states.Values.Select(user => new UnreadScope(user.UserId, user.ReadBefore, user.HasRestored))], cancellationToken);
            var unseen = await unread.CountManyAsync([.. states.Values.Select(UnseenOf).OfType<UnreadScope>()], cancellationToken);
            return states.Values.ToDictionary(
                user => user.UserId,
                user => InboxState.Of(user, active, tallies[user.UserId], unseen.GetValueOrDefault(user.UserId)?.Count ?? 0),
                StringComparer.Ordinal);
        }
        catch (CosmosException e) when (!StoreFailures.IsTransient(e))
        {
            // One of them may be at fault, whom the others must not wait for.
            LogRefused(e, userIds.Count);
            return new Dictionary<string, InboxState>();
        }

        static UnreadScope? UnseenOf(UserState user) =>
            InboxState.CountsUnseenAfter(user) is { } seen ? new UnreadScope(user.UserId, seen, HasRestored: false) : null;
    }

    /// <summary>Who has marked something since it was read.</summary>
    public async Task<IReadOnlyList<string>> FindMovedAsync(IReadOnlyDictionary<string, InboxState> told, CancellationToken cancellationToken)
    {
        if (told.Count == 0)
        {
            return [];
        }

        var now = await users.ReadManyAsync(told.Keys, cancellationToken);
        return [.. told.Where(one => now[one.Key].ETag != one.Value.User.ETag).Select(one => one.Key)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The inboxes of {Count} users could not be read at once, and are read one by one")]
    private partial void LogRefused(Exception exception, int count);
}
