using System.Text;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Functions.Http;

/// <summary>
/// Whether the store takes writes: a store that is full, or whose region for writes is gone, still answers reads. Asked by
/// writing one document that nothing reads and that expires. However many ask, an instance writes at most once in
/// <see cref="Lifetime"/>, so that the anonymous health endpoint can't be made to cost more.
/// </summary>
public sealed class StoreProbe(CosmosClient client, TimeProvider time)
{
    /// <summary>For how long an answer holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    // No hash, as the ids of idempotency keys are, and so none of theirs.
    private const string Id = "health";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    private static readonly byte[] Document = Encoding.UTF8.GetBytes($$"""{"id":"{{Id}}","ttl":60}""");

    // The smallest container: no index, no change feed that anybody reads.
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Idempotency);
    private readonly Lock gate = new();
    private Task<bool>? latest;
    private long asked;

    /// <summary>Whether the last write that is young enough went well; it is made if there is none.</summary>
    /// <param name="cancellationToken">Ends the wait, not the write: others wait for it too.</param>
    public Task<bool> CanWriteAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (latest is null || time.GetElapsedTime(asked) >= Lifetime)
            {
                asked = time.GetTimestamp();
                latest = WriteAsync();
            }

            return latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<bool> WriteAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            using var body = new MemoryStream(Document);
            using var answer = await container.UpsertItemStreamAsync(body, new PartitionKey(Id), cancellationToken: deadline.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (StoreFailures.IsTransient(e))
        {
            return false;
        }
    }
}
