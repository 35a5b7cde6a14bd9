using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Fixia.Shared.Users;

namespace Fixia.Shared.ChangeFeed;

/// <summary>Turns changes of the container <c>notifications</c> into pushes: one message a user and batch.</summary>
public sealed class NotificationPusher(
    ChangeReader reader, UserFanOut fanOut, Inbox inbox, UserChannel channel, FixiaMetrics metrics, TimeProvider time)
{
    /// <summary>Pushes a batch.</summary>
    /// <exception cref="AggregateException">Some users could not be reached; the batch must be processed again.</exception>
    public Task PushAsync(IReadOnlyList<JsonElement> documents, CancellationToken cancellationToken)
    {
        var changes = reader.Read(
            FixiaDatabase.Notifications,
            documents,
            FixiaJsonContext.Default.NotificationDocument,
            document => UserId.IsValid(document.UserId) && !string.IsNullOrEmpty(document.Id));
        return fanOut.RunAsync(changes.GroupBy(change => change.UserId), PushToUserAsync, cancellationToken);
    }

    private async Task PushToUserAsync(string userId, IEnumerable<NotificationDocument> changes, CancellationToken cancellationToken)
    {
        var (state, unread) = await inbox.CountAsync(userId, cancellationToken);
        var now = time.GetUtcNow();
        var events = new List<ServerEvent>();
        var fresh = new List<NotificationDocument>();
        var read = new List<NotificationDocument>();
        foreach (var change in changes)
        {
            (change.Read ? read : fresh).Add(change);
        }

        events.AddRange(fresh.Select(document => new NotificationNew(Notification.From(document, state.ReadBefore), now)));
        if (read.Count > 0)
        {
            events.Add(new NotificationRead([.. read.Select(document => document.Id)], read.Max(document => document.ReadAt) ?? now));
        }

        events.Add(new UnreadCount(unread, now));
        await channel.PushAsync(userId, events, cancellationToken);
        var delivered = time.GetUtcNow();
        foreach (var document in fresh)
        {
            metrics.Delivered(delivered - document.CreatedAt);
        }
    }
}
