using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <summary>The container <c>keys</c>: what producers call their notifications by.</summary>
public sealed partial class NotificationKeyStore(CosmosClient client, TimeProvider time)
{
    /// <summary>The rule that a key follows, in words: it goes into a path as it is.</summary>
    public const string Rule = "needs 1 to 200 characters of A-Z, a-z, 0-9, '.', '_', ':', '~' and '-', and is neither '.' nor '..'.";

    /// <summary>For how long a key is known after its notifications were sent.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Keys);

    /// <summary>Whether a key follows the rule.</summary>
    public static bool IsValid(string key) => key is not ("." or "..") && Pattern().IsMatch(key);

    /// <summary>Claims a key for the notifications of some users.</summary>
    /// <param name="key">The key, in the scope of its producer.</param>
    /// <param name="userIds">The users.</param>
    /// <param name="requestHash">The hash of the request.</param>
    /// <param name="sendAt">When they are sent; now or later.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What is known by the key: this, or what an earlier request claimed it for.</returns>
    public async Task<NotificationKey> ClaimAsync(
        string key, IReadOnlyList<string> userIds, string requestHash, DateTimeOffset? sendAt, CancellationToken cancellationToken)
    {
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        var wanted = new NotificationKey
        {
            Id = Hash(key),
            Key = key,
            UserIds = userIds,
            RequestHash = requestHash,
            CreatedAt = now,
            TimeToLive = NotificationStore.SecondsUntil((sendAt > now ? sendAt.Value : now) + Lifetime, now),
        };
        return await container.CreateOrFindAsync(wanted, wanted.Id, new PartitionKey(wanted.Id), cancellationToken) is { } known
            ? NotificationKey.Read(known) with { IsRepeated = true }
            : wanted;
    }

    /// <summary>What is known by a key; null when nothing is.</summary>
    public async Task<NotificationKey?> FindAsync(string key, CancellationToken cancellationToken) =>
        await container.FindAsync(Hash(key), new PartitionKey(Hash(key)), cancellationToken) is { } known ? NotificationKey.Read(known) : null;

    /// <summary>Whether the key of that id was cancelled. One point read.</summary>
    public async Task<bool> IsCancelledAsync(string keyId, CancellationToken cancellationToken)
    {
        var id = KeyCancellation.IdOf(keyId);
        return await container.FindAsync(id, new PartitionKey(id), cancellationToken) is not null;
    }

    /// <summary>Nothing of the key is to be sent any more, whoever has it in work. Idempotent.</summary>
    public Task CancelAsync(NotificationKey key, CancellationToken cancellationToken)
    {
        var mark = new KeyCancellation(KeyCancellation.IdOf(key.Id), key.TimeToLive);
        return container.CreateOrFindAsync(mark, mark.Id, new PartitionKey(mark.Id), cancellationToken);
    }

    /// <summary>Remembers a key for longer, because its notifications are sent later than it was claimed for.</summary>
    public async Task ExtendAsync(NotificationKey key, DateTimeOffset sendAt, CancellationToken cancellationToken)
    {
        var seconds = NotificationStore.SecondsUntil(sendAt + Lifetime, time.GetUtcNow());
        using var response = await container.PatchItemStreamAsync(
            key.Id, new PartitionKey(key.Id), [PatchOperation.Set("/ttl", seconds)], cancellationToken: cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    [GeneratedRegex("^[A-Za-z0-9._:~-]{1,200}\\z")]
    private static partial Regex Pattern();
}
