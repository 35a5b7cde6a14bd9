using System.Text.Json;

namespace Fixia.Resilience.Tests.Devices;

/// <summary>
/// What a device makes of the events that reach it, by the rules of the protocol and nothing else:
/// notifications are upserted by id, and among versions with as many <c>restores</c> being read or removed is final; what was
/// created up to the latest <c>readBefore</c> and never restored is read; the counts that were told last are shown, a sync response
/// being as old as its request. It syncs after connecting, on <c>hasMore</c>, and when an event names what it should know and does not.
/// </summary>
public sealed class DeviceModel
{
    private const string Unknown = "unknown";
    private readonly Dictionary<string, DeviceItem> items = new(StringComparer.Ordinal);
    private readonly HashSet<string> pushed = new(StringComparer.Ordinal);
    private readonly List<JsonElement> summaries = [];
    private string readBefore = "";
    private string countedAt = "";
    private string? cursor;
    private string? page;
    private bool needsSync;

    /// <summary>The unread count that the device shows; null before it was told one.</summary>
    public int? Count { get; private set; }

    /// <summary>The unread counts by type; null before they were told.</summary>
    public IReadOnlyDictionary<string, int>? ByType { get; private set; }

    /// <summary>How many <c>notification:new</c> arrived, repetitions included.</summary>
    public int Arrivals { get; private set; }

    /// <summary>How many different notifications arrived by <c>notification:new</c>; others came by sync alone.</summary>
    public int Pushed => pushed.Count;

    /// <summary>The summaries that arrived, repetitions included.</summary>
    public IReadOnlyList<JsonElement> Summaries => summaries;

    /// <summary>Whether the device asks the server for something now.</summary>
    public bool NeedsSync => needsSync || page is not null;

    /// <summary>The list that the device shows, newest first.</summary>
    public IReadOnlyList<DeviceItem> List =>
    [
        .. items.Values
            .Where(item => item.Removed is null)
            .OrderByDescending(item => item.CreatedAt, StringComparer.Ordinal)
            .ThenByDescending(item => item.Id, StringComparer.Ordinal),
    ];

    /// <summary>
    /// The device is online, after it was not. A sync that was under way begins anew: what changed meanwhile may lie in a
    /// second that its pages have passed.
    /// </summary>
    public void Connected() => (needsSync, page) = (true, null);

    /// <summary>The cursor of the sync request that the device sends now.</summary>
    public string? TakeSyncRequest()
    {
        // Only a sync's first page has the announcements: what asked for a sync in the middle of one is asked again.
        if (page is { } next)
        {
            page = null;
            return next;
        }

        needsSync = false;
        return cursor;
    }

    /// <summary>Applies one message: an event, or an array of them.</summary>
    public void Apply(JsonElement message)
    {
        foreach (var entry in message.ValueKind == JsonValueKind.Array ? message.EnumerateArray().ToArray() : [message])
        {
            Apply(entry.GetProperty("event").GetString()!, entry.GetProperty("data"));
        }
    }

    private void Apply(string name, JsonElement data)
    {
        switch (name)
        {
            case "notification:new":
                Arrivals++;
                var incoming = DeviceItem.Read(data.GetProperty("notification"));
                needsSync |= incoming.IsAnnouncement && !items.ContainsKey(incoming.Id);
                pushed.Add(incoming.Id);
                Upsert(incoming);
                break;
            case "notification:read":
                RaiseReadBefore(data);
                foreach (var id in Ids(data))
                {
                    var known = items.GetValueOrDefault(id);
                    needsSync |= known is null || known.Restores < Restores(data, id);
                    if (known?.Restores == Restores(data, id))
                    {
                        items[id] = known with { IsRead = true };
                    }
                }

                break;
            case "notification:removed":
                foreach (var id in Ids(data))
                {
                    var known = items.GetValueOrDefault(id) ?? new DeviceItem(id, "", IsRead: true, Unknown);
                    var restores = Restores(data, id);
                    if (known.Restores <= restores)
                    {
                        items[id] = known with { IsRead = true, Removed = Unknown, Restores = restores };
                    }
                }

                break;
            case "notification:restored":
                Upsert(DeviceItem.Read(data.GetProperty("notification")));
                break;
            case "notification:unread-count":
                ByType = ReadByType(data);
                (Count, countedAt) = (data.GetProperty("count").GetInt32(), data.GetProperty("updatedAt").GetString()!);
                needsSync |= data.TryGetProperty("hasMore", out var more) && more.GetBoolean();
                break;
            case "notification:summary":
                summaries.Add(data);
                break;
            case "notification:sync-response":
                ApplySync(data);
                break;
            default:
                break;
        }
    }

    private void ApplySync(JsonElement data)
    {
        foreach (var notification in data.GetProperty("notifications").EnumerateArray())
        {
            Upsert(DeviceItem.Read(notification));
        }

        RaiseReadBefore(data);
        var next = data.GetProperty("cursor").GetString();
        (cursor, page) = data.GetProperty("hasMore").GetBoolean() ? (cursor, next) : (next, null);
        if (string.CompareOrdinal(data.GetProperty("requestedAt").GetString(), countedAt) >= 0)
        {
            Count = data.GetProperty("unreadCount").GetInt32();
            ByType = ReadByType(data);
        }
    }

    private void Upsert(DeviceItem incoming)
    {
        var known = items.GetValueOrDefault(incoming.Id);
        var isLater = known is null || known.Restores < incoming.Restores;
        items[incoming.Id] = known?.Restores > incoming.Restores
            ? known
            : incoming with
            {
                IsRead = incoming.IsRead || (!isLater && known!.IsRead) || IsCovered(incoming),
                Removed = incoming.Removed ?? (isLater ? null : known!.Removed),
            };
    }

    private void RaiseReadBefore(JsonElement data)
    {
        if (data.TryGetProperty("readBefore", out var value) && value.GetString() is { } text && string.CompareOrdinal(text, readBefore) > 0)
        {
            readBefore = text;
            foreach (var item in items.Values.Where(IsCovered).ToList())
            {
                items[item.Id] = item with { IsRead = true };
            }
        }
    }

    /// <summary>Timestamps have one fixed format, so they compare as text.</summary>
    private bool IsCovered(DeviceItem item) => item.Restores == 0 && string.CompareOrdinal(item.CreatedAt, readBefore) <= 0;

    private static int Restores(JsonElement data, string id) =>
        data.TryGetProperty("restores", out var restores) && restores.TryGetProperty(id, out var number) ? number.GetInt32() : 0;

    private static Dictionary<string, int> ReadByType(JsonElement data) =>
        data.GetProperty("byType").EnumerateObject().ToDictionary(type => type.Name, type => type.Value.GetInt32(), StringComparer.Ordinal);

    private static IEnumerable<string> Ids(JsonElement data) =>
        data.GetProperty("notificationIds").EnumerateArray().Select(id => id.GetString()!);
}
