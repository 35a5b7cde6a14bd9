using System.Net;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Preferences;

/// <summary>The container <c>preferences</c>.</summary>
public sealed class PreferencesStore(CosmosClient client)
{
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Preferences);

    /// <summary>The preferences of a user; empty ones, without a version, for a user who has none. One point read.</summary>
    public async Task<UserPreferences> ReadAsync(string userId, CancellationToken cancellationToken) =>
        await container.FindAsync(UserPreferences.DocumentId, new PartitionKey(userId), cancellationToken) is { } stored
            ? UserPreferences.Read(userId, stored)
            : new UserPreferences { UserId = userId };

    /// <summary>Stores preferences in place of the version that they were made of.</summary>
    /// <param name="preferences">The preferences.</param>
    /// <param name="etag">That version; null when there was none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The new version; null when another one is stored by now.</returns>
    public async Task<string?> TryWriteAsync(UserPreferences preferences, string? etag, CancellationToken cancellationToken)
    {
        var partition = new PartitionKey(preferences.UserId);
        try
        {
            var written = etag is null
                ? await container.CreateItemAsync(preferences, partition, cancellationToken: cancellationToken)
                : await container.ReplaceItemAsync(
                    preferences, UserPreferences.DocumentId, partition, new ItemRequestOptions { IfMatchEtag = etag }, cancellationToken);
            return written.ETag;
        }
        catch (CosmosException e) when (e.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
