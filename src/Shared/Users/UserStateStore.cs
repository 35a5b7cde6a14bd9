using System.Net;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Users;

/// <summary>The container <c>users</c>.</summary>
public sealed class UserStateStore(CosmosClient client)
{
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Users);

    /// <summary>The state of a user; an empty one for a user of whom nothing was stored yet. One point read.</summary>
    public async Task<UserState> ReadAsync(string userId, CancellationToken cancellationToken)
    {
        // The stream form answers 404 without an exception: most users have no state yet, and this runs on every push.
        using var response = await container.ReadItemStreamAsync(
            UserState.DocumentId, new PartitionKey(userId), cancellationToken: cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return new UserState { UserId = userId };
        }

        response.EnsureSuccessStatusCode();
        return await JsonSerializer.DeserializeAsync(response.Content, FixiaJsonContext.Default.UserState, cancellationToken)
            ?? throw new JsonException("The state of a user is never null.");
    }

    /// <summary>
    /// Moves the mark-all-read watermark to <paramref name="readBefore"/>, never back. One write, however many
    /// notifications that makes read.
    /// </summary>
    public async Task AdvanceReadBeforeAsync(string userId, DateTimeOffset readBefore, CancellationToken cancellationToken)
    {
        while (!await TryPatchAsync(userId, readBefore, cancellationToken)
            && !await TryCreateAsync(userId, readBefore, cancellationToken))
        {
            // Between the two attempts another device made the document, or it was deleted: look again.
        }
    }

    private async Task<bool> TryPatchAsync(string userId, DateTimeOffset readBefore, CancellationToken cancellationToken)
    {
        var text = UtcMillisecondsConverter.ToText(readBefore);
        using var response = await container.PatchItemStreamAsync(
            UserState.DocumentId,
            new PartitionKey(userId),
            [PatchOperation.Set("/read_before", text)],
            new PatchItemRequestOptions
            {
                FilterPredicate = $"FROM c WHERE NOT IS_DEFINED(c.read_before) OR IS_NULL(c.read_before) OR c.read_before < '{text}'",
            },
            cancellationToken);
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotFound:
                return false;
            case HttpStatusCode.PreconditionFailed:
                return true;
            default:
                response.EnsureSuccessStatusCode();
                return true;
        }
    }

    private async Task<bool> TryCreateAsync(string userId, DateTimeOffset readBefore, CancellationToken cancellationToken)
    {
        try
        {
            var state = new UserState { UserId = userId, ReadBefore = readBefore };
            await container.CreateItemAsync(state, new PartitionKey(userId), cancellationToken: cancellationToken);
            return true;
        }
        catch (CosmosException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return false;
        }
    }
}
