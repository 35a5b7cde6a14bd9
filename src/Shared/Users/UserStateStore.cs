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
        var state = await JsonSerializer.DeserializeAsync(response.Content, FixiaJsonContext.Default.UserState, cancellationToken)
            ?? throw new JsonException("The state of a user is never null.");
        return state with { ETag = response.Headers.ETag };
    }

    /// <summary>
    /// Moves the mark-all-read watermark to <paramref name="time"/>, never back. One write, however many notifications
    /// that makes read.
    /// </summary>
    public Task AdvanceReadBeforeAsync(string userId, DateTimeOffset time, CancellationToken cancellationToken) =>
        AdvanceAsync("read_before", new UserState { UserId = userId, ReadBefore = time }, time, cancellationToken);

    /// <summary>Moves the seen watermark to <paramref name="time"/>, never back.</summary>
    public Task AdvanceSeenBeforeAsync(string userId, DateTimeOffset time, CancellationToken cancellationToken) =>
        AdvanceAsync("seen_before", new UserState { UserId = userId, SeenBefore = time }, time, cancellationToken);

    /// <summary>Changes the state as <paramref name="change"/> says, again if somebody else changed it in between.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="change">The new state, or null when there is nothing to change. May run several times.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    public async Task UpdateAsync(string userId, Func<UserState, UserState?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = await ReadAsync(userId, cancellationToken);
            if (change(current) is not { } next
                || (current.ETag is { } etag ? await TryReplaceAsync(next, etag, cancellationToken) : await TryCreateAsync(next, cancellationToken)))
            {
                return;
            }
        }
    }

    private async Task AdvanceAsync(string member, UserState first, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var text = UtcMillisecondsConverter.ToText(time);
        while (!await TryAdvanceAsync(member, first.UserId, text, cancellationToken) && !await TryCreateAsync(first, cancellationToken))
        {
            // Between the two attempts another device made the document, or it was deleted: look again.
        }
    }

    /// <returns>False when there is no document to patch.</returns>
    private async Task<bool> TryAdvanceAsync(string member, string userId, string text, CancellationToken cancellationToken)
    {
        using var response = await container.PatchItemStreamAsync(
            UserState.DocumentId,
            new PartitionKey(userId),
            [PatchOperation.Set("/" + member, text)],
            new PatchItemRequestOptions
            {
                FilterPredicate = $"FROM c WHERE NOT IS_DEFINED(c.{member}) OR IS_NULL(c.{member}) OR c.{member} < '{text}'",
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

    private async Task<bool> TryCreateAsync(UserState state, CancellationToken cancellationToken)
    {
        try
        {
            await container.CreateItemAsync(state, new PartitionKey(state.UserId), cancellationToken: cancellationToken);
            return true;
        }
        catch (CosmosException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    private async Task<bool> TryReplaceAsync(UserState state, string etag, CancellationToken cancellationToken)
    {
        try
        {
            await container.ReplaceItemAsync(
                state, state.Id, new PartitionKey(state.UserId), new ItemRequestOptions { IfMatchEtag = etag }, cancellationToken);
            return true;
        }
        catch (CosmosException e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
