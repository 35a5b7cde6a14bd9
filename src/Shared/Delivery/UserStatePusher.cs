using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Fixia.Shared.Users;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Turns changes of the container <c>users</c> into pushes: after a mark-all-read, an opened bell or a read announcement
/// the other devices follow.
/// </summary>
public sealed class UserStatePusher(ChangeReader reader, UserFanOut fanOut, Inbox inbox, UserChannel channel, TimeProvider time)
{
    /// <summary>How often a count is corrected; then the devices are told to sync.</summary>
    private const int MaxCorrections = 3;

    private readonly ChangeSource<string> source = new(FixiaDatabase.Users, "user_id", ReadUser);

    /// <summary>Pushes a batch.</summary>
    /// <param name="changes">The batch, as the trigger hands it over: a JSON array.</param>
    /// <param name="cancellationToken">Stops before the next user.</param>
    /// <exception cref="AggregateException">Some users could not be reached; the batch must be processed again.</exception>
    public async Task PushAsync(string changes, CancellationToken cancellationToken)
    {
        var users = await reader.ReadAsync(source, changes, cancellationToken);
        await fanOut.RunAsync(source.Container, users.GroupBy(userId => userId), PushToUserAsync, cancellationToken);
    }

    /// <summary>Whose state changed; the state itself is read when it is pushed.</summary>
    private static string? ReadUser(JsonElement json, out string? flaw)
    {
        var members = new MemberReader(json);
        var userId = members.RequiredText("user_id");
        if (!UserId.IsValid(userId))
        {
            members.Refuse("user_id", UserId.Rule);
        }

        flaw = members.Flaw;
        return flaw is null ? userId : null;
    }

    private Task PushToUserAsync(string userId, IReadOnlyList<string> changes, CancellationToken cancellationToken) =>
        FixiaActivities.PushAsync(source.Container, changes.Count, [], () => PushToUserAsync(userId, cancellationToken));

    private async Task PushToUserAsync(string userId, CancellationToken cancellationToken)
    {
        var state = await inbox.ReadStateAsync(userId, cancellationToken);
        var marks = state.User.Announcements ?? new Dictionary<string, AnnouncementMark>();
        var now = time.GetUtcNow();
        var events = new List<ServerEvent>();
        events.AddRange(state.Announcements
            .Where(announcement => marks.GetValueOrDefault(announcement.Id) is { Restores: > 0, Removed: null })
            .Select(announcement => new NotificationRestored(announcement.ToNotification(userId, state.User), now)));
        var read = Where(mark => mark.ReadAt is not null);
        if (state.User.ReadBefore is not null || read.Count > 0)
        {
            events.Add(new NotificationRead(read, now, state.User.ReadBefore, Restores(read)));
        }

        if (Where(mark => mark.Removed is not null) is { Count: > 0 } removed)
        {
            var archived = Where(mark => mark.Removed == NotificationRemoval.Archived);
            events.Add(new NotificationRemoved(removed, now, archived.Count == 0 ? null : archived, Restores(removed)));
        }

        var told = state.ToEvent(now);
        await channel.PushAsync(userId, [.. events, told], cancellationToken);

        // A notification may have been created or read, counted and pushed by the other trigger between our count and our
        // push: the last word must be right.
        for (var correction = 1; await CountAsync() is var counted && !counted.IsSameAs(told); correction++)
        {
            var isLast = correction == MaxCorrections;
            told = counted;
            await channel.PushAsync(userId, [told with { HasMore = isLast }], cancellationToken);
            if (isLast)
            {
                return;
            }
        }

        List<string> Where(Func<AnnouncementMark, bool> holds) => [.. marks.Where(mark => holds(mark.Value)).Select(mark => mark.Key)];

        Dictionary<string, int>? Restores(List<string> ids)
        {
            var restores = ids.Where(id => marks[id].Restores > 0).ToDictionary(id => id, id => marks[id].Restores);
            return restores.Count == 0 ? null : restores;
        }

        Task<UnreadCount> CountAsync() => inbox.CountUnreadAsync(userId, cancellationToken);
    }
}
