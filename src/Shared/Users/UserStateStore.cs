using System.Net;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Users;

/// <summary>The container <c>users</c>.</summary>
public sealed class UserStateStore(CosmosClient client, TimeProvider time)
{
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Users);

    private string Latest => UtcMillisecondsConverter.ToText(time.GetUtcNow() + FixiaDatabase.ClockTolerance);

    /// <summary>The state of a user; an empty one for a user of whom nothing was stored yet. One point read.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="consistency">Weaker than the account's, at half the price, for who looks again anyway; null for the account's.</param>
    public async Task<UserState> ReadAsync(string userId, CancellationToken cancellationToken, ConsistencyLevel? consistency = null)
    {
        var stored = await container.FindAsync(UserState.DocumentId, new PartitionKey(userId), cancellationToken, consistency);
        return stored is { } state ? UserState.Read(userId, state) : new UserState { UserId = userId };
    }

    /// <summary>The states of many users, by user, in one query. Not by the SDK's ReadMany, which does not give up on a store that is away.</summary>
    /// <param name="userIds">The users.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="consistency">Weaker than the account's, at half the price, for who looks again anyway; null for the account's.</param>
    public async Task<Dictionary<string, UserState>> ReadManyAsync(
        IEnumerable<string> userIds, CancellationToken cancellationToken, ConsistencyLevel? consistency = null)
    {
        var states = userIds.Distinct(StringComparer.Ordinal).ToDictionary(id => id, id => new UserState { UserId = id }, StringComparer.Ordinal);
        var names = states.Keys.Select((_, i) => $"@user{i}").ToList();
        var query = new QueryDefinition($"SELECT * FROM c WHERE c.id = '{UserState.DocumentId}' AND c.user_id IN ({string.Join(", ", names)})");
        foreach (var (i, userId) in states.Keys.Index())
        {
            query.WithParameter(names[i], userId);
        }

        var stored = await container.QueryAsync(
            query,
            partition: null,
            json => new StoredDocument(json.Clone(), json.GetProperty("_etag").GetString()!),
            pageSize: null,
            cancellationToken,
            consistency);
        foreach (var state in stored)
        {
            var userId = state.Json.GetProperty("user_id").GetString()!;
            states[userId] = UserState.Read(userId, state);
        }

        return states;
    }

    /// <summary>
    /// Moves the mark-all-read watermark to <paramref name="readBefore"/>, never back. One write, however many notifications
    /// that makes read.
    /// </summary>
    public Task AdvanceReadBeforeAsync(string userId, DateTimeOffset readBefore, CancellationToken cancellationToken) =>
        AdvanceAsync("read_before", new UserState { UserId = userId, ReadBefore = readBefore }, readBefore, cancellationToken);

    /// <summary>Moves the seen watermark to <paramref name="seenBefore"/>, never back.</summary>
    public Task AdvanceSeenBeforeAsync(string userId, DateTimeOffset seenBefore, CancellationToken cancellationToken) =>
        AdvanceAsync("seen_before", new UserState { UserId = userId, SeenBefore = seenBefore }, seenBefore, cancellationToken);

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

    /// <summary>Notes that the user's preferences have a say from now on. One point read when that is known.</summary>
    public Task NotePreferencesAsync(string userId, CancellationToken cancellationToken) =>
        UpdateAsync(userId, state => state.HasPreferences ? null : state with { HasPreferences = true }, cancellationToken);

    /// <summary>Notes that something may be unread from now on although the watermark lies after it. One point read when that is known.</summary>
    /// <returns>The state as it is now.</returns>
    public async Task<UserState> NoteRestoredAsync(string userId, CancellationToken cancellationToken)
    {
        UserState? noted = null;
        await UpdateAsync(userId, state => (noted = state).HasRestored ? null : noted = state with { HasRestored = true }, cancellationToken);
        return noted!;
    }

    private async Task AdvanceAsync(string member, UserState first, DateTimeOffset watermark, CancellationToken cancellationToken)
    {
        var text = UtcMillisecondsConverter.ToText(watermark);
        while (!await TryAdvanceAsync(member, first.UserId, text, cancellationToken) && !await TryCreateAsync(first, cancellationToken))
        {
            // Between the two attempts another device made the document, or it was deleted: look again.
        }
    }

    /// <summary>Replaces what is earlier, and what is no watermark at all: no text, or one beyond the clock.</summary>
    /// <returns>False when there is no document to patch.</returns>
    private async Task<bool> TryAdvanceAsync(string member, string userId, string text, CancellationToken cancellationToken)
    {
        using var response = await container.PatchItemStreamAsync(
            UserState.DocumentId,
            new PartitionKey(userId),
            [PatchOperation.Set("/" + member, text)],
            new PatchItemRequestOptions
            {
                FilterPredicate = $"FROM c WHERE NOT IS_STRING(c.{member}) OR c.{member} < '{text}' OR c.{member} > '{Latest}'",
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
