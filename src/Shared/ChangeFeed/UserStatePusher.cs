using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Fixia.Shared.Users;

namespace Fixia.Shared.ChangeFeed;

/// <summary>Turns changes of the container <c>users</c> into pushes: after a mark-all-read the other devices follow.</summary>
public sealed class UserStatePusher(ChangeReader reader, UserFanOut fanOut, Inbox inbox, UserChannel channel, TimeProvider time)
{
    /// <summary>Pushes a batch.</summary>
    /// <exception cref="AggregateException">Some users could not be reached; the batch must be processed again.</exception>
    public Task PushAsync(IReadOnlyList<JsonElement> documents, CancellationToken cancellationToken)
    {
        var changes = reader.Read(
            FixiaDatabase.Users, documents, FixiaJsonContext.Default.UserState, state => UserId.IsValid(state.UserId));
        return fanOut.RunAsync(changes.GroupBy(change => change.UserId), PushToUserAsync, cancellationToken);
    }

    private async Task PushToUserAsync(string userId, IEnumerable<UserState> changes, CancellationToken cancellationToken)
    {
        var (state, unread) = await inbox.CountAsync(userId, cancellationToken);
        var now = time.GetUtcNow();
        List<ServerEvent> events = [new UnreadCount(unread, now)];
        if (state.ReadBefore is { } readBefore)
        {
            events.Insert(0, new NotificationRead([], now, readBefore));
        }

        await channel.PushAsync(userId, events, cancellationToken);
    }
}
