using System.Net;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Announcements;

/// <summary>The container <c>announcements</c>: one small partition, emptied by time to live.</summary>
public sealed class AnnouncementStore(CosmosClient client)
{
    private static readonly PartitionKey Everybody = new(Announcement.EverybodyScope);
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Announcements);

    /// <summary>Stores an announcement, or returns the one that is stored under its id already.</summary>
    public async Task<Announcement> CreateAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        try
        {
            await container.CreateItemAsync(announcement, Everybody, cancellationToken: cancellationToken);
            return announcement;
        }
        catch (CosmosException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return await container.ReadItemAsync<Announcement>(announcement.Id, Everybody, cancellationToken: cancellationToken);
        }
    }

    /// <summary>All that have not expired, newest first.</summary>
    public async Task<List<Announcement>> ReadActiveAsync(CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT * FROM c ORDER BY c.created_at DESC");
        using var pages = container.GetItemQueryIterator<Announcement>(query, requestOptions: new QueryRequestOptions { PartitionKey = Everybody });
        var announcements = new List<Announcement>();
        while (pages.HasMoreResults)
        {
            announcements.AddRange(await pages.ReadNextAsync(cancellationToken));
        }

        return announcements;
    }
}
