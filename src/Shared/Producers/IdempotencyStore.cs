using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Producers;

/// <summary>
/// Remembers idempotency keys (draft-ietf-httpapi-idempotency-key-header): the first request with a key fixes what every
/// repetition must say, and the ids of everything that it makes.
/// </summary>
public sealed class IdempotencyStore(CosmosClient client, TimeProvider time)
{
    /// <summary>Most characters of a key.</summary>
    public const int MaxKeyLength = 255;

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Idempotency);

    /// <summary>When the key came first, which is part of the ids that it gives: now, or when it came with the same request before.</summary>
    /// <param name="operation">What it is for.</param>
    /// <param name="key">The key, as <see cref="Scope"/> gives it; null without one.</param>
    /// <param name="request">What it came with.</param>
    /// <param name="type">How that is written.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IdempotencyConflictException">The key came before with another request.</exception>
    public Task<DateTimeOffset> ClaimAsync<T>(
        string operation, string? key, T request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ClaimAsync(operation, key, key is null ? "" : HashOf(request, type), cancellationToken);

    /// <summary>The same for a request of which only the hash is at hand.</summary>
    /// <inheritdoc cref="ClaimAsync{T}" path="/exception"/>
    public async Task<DateTimeOffset> ClaimAsync(string operation, string? key, string requestHash, CancellationToken cancellationToken)
    {
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        if (key is null)
        {
            return now;
        }

        var wanted = new IdempotencyRecord
        {
            Id = Hash(Encoding.UTF8.GetBytes($"{operation}:{key}")),
            RequestHash = requestHash,
            CreatedAt = now,
        };
        if (await container.CreateOrFindAsync(wanted, wanted.Id, new PartitionKey(wanted.Id), cancellationToken) is not { } known)
        {
            return now;
        }

        var members = new MemberReader(known.Json);
        return members.Text("request_hash") == wanted.RequestHash ? members.RequiredTime("created_at") : throw new IdempotencyConflictException("This Idempotency-Key was used before, with another request.");
    }

    /// <summary>What a producer's key is remembered by; null without one.</summary>
    /// <exception cref="InvalidRequestException">The key is empty or too long.</exception>
    public static string? Scope(string? producer, string? key) => key switch
    {
        null => null,
        { Length: 0 or > MaxKeyLength } => throw new InvalidRequestException($"'Idempotency-Key' needs 1 to {MaxKeyLength} characters.", "Idempotency-Key"),
        _ => Producer.Scope(producer, key),
    };

    /// <summary>What two requests that say the same have in common.</summary>
    public static string HashOf<T>(T request, JsonTypeInfo<T> type) => Hash(JsonSerializer.SerializeToUtf8Bytes(request, type));

    private static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
