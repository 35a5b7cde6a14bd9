using System.Text.Json;
using Fixia.Resilience.Tests.Devices;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;

namespace Fixia.Resilience.Tests.Model;

/// <summary>A device that has never had a connection: the first page of the feed and the version that came with it are all it knows.</summary>
internal sealed class PollingDevice(string user, Inbox inbox)
{
    public const int PageSize = Inbox.DefaultPageSize;

    private readonly Dictionary<string, DeviceItem> items = new(StringComparer.Ordinal);
    private FeedVersion? version;

    /// <summary>The unread count that the device shows.</summary>
    public int? Count { get; private set; }

    /// <summary>What it shows of a notification; null when it knows none of that id.</summary>
    public DeviceItem? Find(string id) => items.GetValueOrDefault(id);

    /// <summary>Asks for what is new; false when nothing was.</summary>
    public async Task<bool> PollAsync(CancellationToken cancellationToken)
    {
        if (version is not null && await inbox.IsCurrentAsync(user, version, cancellationToken))
        {
            return false;
        }

        (var page, version) = await inbox.ReadFirstAsync(user, new FeedFilter(), PageSize, cancellationToken);
        Count = page.UnreadCount;
        foreach (var notification in page.Notifications)
        {
            var item = DeviceItem.Read(JsonSerializer.SerializeToElement(notification, FixiaJsonContext.Default.Notification));
            var known = items.GetValueOrDefault(item.Id);
            items[item.Id] = known?.Restores > item.Restores ? known
                : item with { IsRead = item.IsRead || (known is { IsRead: true } && known.Restores == item.Restores) };
        }

        return true;
    }
}
