using Fixia.Shared.Notifications;

namespace Fixia.Shared.Inboxes;

/// <summary>Fills one page of a sync. What can't be read is passed over: the change feed sets it aside.</summary>
internal sealed class SyncPage(PageBudget budget, DateTimeOffset? readBefore)
{
    private readonly List<Notification> notifications = [];

    /// <summary>What the page holds.</summary>
    public IReadOnlyList<Notification> Notifications => notifications;

    /// <summary>The last change that the page has dealt with; null when there was none.</summary>
    public NotificationChange? LastChange { get; private set; }

    /// <summary>Takes changes in order.</summary>
    /// <returns>Whether some are left for the next page.</returns>
    public bool AddChanges(IReadOnlyList<NotificationChange> changes, int limit)
    {
        foreach (var change in changes.Take(limit))
        {
            if (!TryAdd(change))
            {
                return true;
            }

            LastChange = change;
        }

        return changes.Count > limit;
    }

    /// <summary>Takes the last of the changes, as many as there is room for.</summary>
    public void AddLatest(IReadOnlyList<NotificationChange> changes)
    {
        LastChange = changes is [.., var last] ? last : null;
        _ = changes.Reverse().All(TryAdd);
        notifications.Reverse();
    }

    /// <summary>Takes announcements in the order of their ids.</summary>
    /// <param name="announcements">All of them.</param>
    /// <param name="after">The last one that an earlier page holds; empty when none does.</param>
    /// <returns>The last one that this or an earlier page holds; null when none is left for the next page.</returns>
    public string? AddAnnouncements(IEnumerable<Notification> announcements, string after)
    {
        foreach (var announcement in announcements.OrderBy(one => one.Id, StringComparer.Ordinal).Where(one => string.CompareOrdinal(one.Id, after) > 0))
        {
            if (!budget.TryTake(announcement))
            {
                return after;
            }

            notifications.Add(announcement);
            after = announcement.Id;
        }

        return null;
    }

    private bool TryAdd(NotificationChange change)
    {
        if (change.Document is null)
        {
            return true;
        }

        var notification = Notification.From(change.Document, readBefore);
        var fits = budget.TryTake(notification);
        if (fits)
        {
            notifications.Add(notification);
        }

        return fits;
    }
}
