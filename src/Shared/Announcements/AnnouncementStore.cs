using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Announcements;

/// <summary>The container <c>announcements</c>: one small partition, emptied by time to live.</summary>
public sealed class AnnouncementStore(CosmosClient client, AnnouncementReader reader, IOptions<AnnouncementOptions> options)
{
    /// <summary>How many may pass the limit at the same moment, each as the last one, and be read all the same.</summary>
    private const int Together = 20;

    private static readonly PartitionKey Everybody = new(Announcement.EverybodyScope);
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Announcements);

    /// <summary>Stores an announcement, or returns the one that is stored under its id already.</summary>
    /// <exception cref="TooManyAnnouncementsException">As many as may be alive at a time are.</exception>
    public async Task<Announcement> CreateAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        if (await CountAsync(cancellationToken) >= options.Value.MaxActive)
        {
            return await container.FindAsync(announcement.Id, Everybody, cancellationToken) is { } known
                ? Stored(known, announcement)
                : throw new TooManyAnnouncementsException(options.Value.MaxActive);
        }

        var found = await container.CreateOrFindAsync(announcement, announcement.Id, Everybody, cancellationToken);
        return found is { } first ? Stored(first, announcement) : announcement;
    }

    /// <summary>All that have not expired, newest first. Of far more than may be alive, which only a direct writer can bring about, the newest.</summary>
    public async Task<List<Announcement>> ReadActiveAsync(CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT TOP @limit * FROM c ORDER BY c.created_at DESC").WithParameter("@limit", options.Value.MaxActive + Together);
        var found = await container.QueryAsync(query, Everybody, json => reader.Read(json, out _), pageSize: null, cancellationToken);
        return [.. found.OfType<Announcement>().OrderByDescending(announcement => announcement.CreatedAt)];
    }

    private async Task<int> CountAsync(CancellationToken cancellationToken) =>
        (await container.QueryAsync(
            new QueryDefinition("SELECT VALUE COUNT(1) FROM c"), Everybody, count => count.GetInt32(), pageSize: 1, cancellationToken)).Sum();

    private Announcement Stored(StoredDocument stored, Announcement wanted) => reader.Read(stored.Json, out _) ?? wanted;
}
