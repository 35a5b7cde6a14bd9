using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Fixia.Shared.Users;

namespace Fixia.Shared.ChangeFeed;

/// <summary>
/// Turns changes of the container <c>users</c> into pushes: after a mark-all-read, an opened bell or a read announcement
/// the other devices follow.
/// </summary>
public sealed class UserStatePusher(ChangeReader reader, UserFanOut fanOut, Inbox inbox, UserChannel channel, TimeProvider time)
{
    /// <summary>Pushes a batch.</summary>
    /// <exception cref="AggregateException">Some users could not be reached; the batch must be processed again.</exception>
    public async Task PushAsync(IReadOnlyList<JsonElement> documents, CancellationToken cancellationToken)
    {
        var changes = await reader.ReadAsync(
            FixiaDatabase.Users,
            documents,
            FixiaJsonContext.Default.UserState,
            state => UserId.IsValid(state.UserId) ? null : $"'user_id' {UserId.Rule}",
            cancellationToken);
        await fanOut.RunAsync(changes.GroupBy(change => change.UserId), PushToUserAsync, cancellationToken);
    }

    private Task PushToUserAsync(string userId, IEnumerable<UserState> changes, CancellationToken cancellationToken) =>
        FixiaActivities.PushAsync(FixiaDatabase.Users, changes.Count(), [], () => PushToUserAsync(userId, cancellationToken));

    private async Task PushToUserAsync(string userId, CancellationToken cancellationToken)
    {
        var state = await inbox.ReadStateAsync(userId, cancellationToken);
        var marks = state.User.Announcements ?? new Dictionary<string, AnnouncementMark>();
        var now = time.GetUtcNow();
        var events = new List<ServerEvent>();
        if (state.User.ReadBefore is not null || marks.Count > 0)
        {
            events.Add(new NotificationRead([.. marks.Keys], now, state.User.ReadBefore));
        }

        if (marks.Where(mark => mark.Value.Removed is not null).Select(mark => mark.Key).ToList() is { Count: > 0 } removed)
        {
            events.Add(new NotificationRemoved(removed, now));
        }

        var told = new UnreadCount(state.Unread, state.Unseen, now);
        await channel.PushAsync(userId, [.. events, told], cancellationToken);

        // A notification may have been created or read, counted and pushed by the other trigger between our count and our
        // push: the last word must be right.
        for (var counted = await CountAsync(); counted != told with { UpdatedAt = counted.UpdatedAt }; counted = await CountAsync())
        {
            told = counted;
            await channel.PushAsync(userId, [told], cancellationToken);
        }

        Task<UnreadCount> CountAsync() => inbox.CountUnreadAsync(userId, cancellationToken);
    }
}
