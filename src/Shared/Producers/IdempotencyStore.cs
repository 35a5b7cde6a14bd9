using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Producers;

/// <summary>
/// Remembers idempotency keys (draft-ietf-httpapi-idempotency-key-header): the first request with a key fixes what every
/// repetition must say, and when everything that it makes was created.
/// </summary>
public sealed class IdempotencyStore(CosmosClient client, TimeProvider time)
{
    /// <summary>Most characters of a key.</summary>
    public const int MaxKeyLength = 255;

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Idempotency);

    /// <summary>The creation time for a request: now, or that of the first request with the same key.</summary>
    /// <exception cref="InvalidRequestException">The key is empty or too long.</exception>
    /// <exception cref="IdempotencyConflictException">The key came before with another request.</exception>
    public async Task<DateTimeOffset> ClaimAsync<T>(
        string operation, string? key, T request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        if (key is null)
        {
            return now;
        }

        if (key.Length is 0 or > MaxKeyLength)
        {
            throw new InvalidRequestException($"'Idempotency-Key' needs 1 to {MaxKeyLength} characters.", "Idempotency-Key");
        }

        var wanted = new IdempotencyRecord
        {
            Id = Hash(Encoding.UTF8.GetBytes($"{operation}:{key}")),
            RequestHash = Hash(JsonSerializer.SerializeToUtf8Bytes(request, type)),
            CreatedAt = now,
        };
        var known = await StoreAsync(wanted, cancellationToken);
        return known.RequestHash == wanted.RequestHash ? known.CreatedAt : throw new IdempotencyConflictException();
    }

    private async Task<IdempotencyRecord> StoreAsync(IdempotencyRecord wanted, CancellationToken cancellationToken)
    {
        var partition = new PartitionKey(wanted.Id);
        try
        {
            await container.CreateItemAsync(wanted, partition, cancellationToken: cancellationToken);
            return wanted;
        }
        catch (CosmosException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return await container.ReadItemAsync<IdempotencyRecord>(wanted.Id, partition, cancellationToken: cancellationToken);
        }
    }

    private static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
