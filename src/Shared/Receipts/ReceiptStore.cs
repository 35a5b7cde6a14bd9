using System.Security.Cryptography;
using System.Text;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Receipts;

/// <summary>
/// The container <c>receipts</c>. Receipts are never written into <c>notifications</c>: that would come back to every device through
/// the change feed.
/// </summary>
public sealed class ReceiptStore(CosmosClient client, IOptions<ReceiptOptions> options, TimeProvider time)
{
    private const string OfUserSince = "SELECT TOP @limit * FROM c WHERE c.received_at >= @from ORDER BY c.received_at ASC";
    private const string Between = "SELECT * FROM c WHERE c.received_at >= @from AND c.received_at < @to";

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Receipts);

    /// <summary>Keeps what a device of the user received. One write; told again, it changes nothing.</summary>
    /// <exception cref="InvalidRequestException">The payload breaks a rule.</exception>
    public async Task KeepAsync(string userId, ReceivedPayload payload, CancellationToken cancellationToken)
    {
        var received = payload.Check();
        if (!options.Value.Enabled)
        {
            return;
        }

        var receipt = new Receipt
        {
            Id = IdOf(received),
            UserId = userId,
            ReceivedAt = time.GetUtcNow(),
            Ids = received.Ids!,
            Shown = received.Shown!,
            DeviceId = received.DeviceId,
            DeviceKind = received.DeviceKind,
        };

        // The first time is when it was received, so what is there already stays.
        await container.CreateOrFindAsync(receipt, receipt.Id, new PartitionKey(userId), cancellationToken);
    }

    /// <summary>The first <paramref name="limit"/> receipts of a user since a moment.</summary>
    public async Task<IReadOnlyList<Receipt>> ReadOfUserAsync(string userId, DateTimeOffset from, int limit, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(OfUserSince).WithParameter("@from", UtcMillisecondsConverter.ToText(from)).WithParameter("@limit", limit);
        var found = await container.QueryAsync(query, new PartitionKey(userId), Receipt.Read, pageSize: null, cancellationToken);
        return [.. found.OfType<Receipt>()];
    }

    /// <summary>All receipts of everybody within a time, in no order.</summary>
    /// <param name="from">Its beginning.</param>
    /// <param name="to">Its end, exclusive.</param>
    /// <param name="use">Gets each one.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    public Task ReadBetweenAsync(DateTimeOffset from, DateTimeOffset to, Action<Receipt> use, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(Between)
            .WithParameter("@from", UtcMillisecondsConverter.ToText(from))
            .WithParameter("@to", UtcMillisecondsConverter.ToText(to));
        return container.ReadEachAsync(
            query,
            json =>
            {
                if (Receipt.Read(json) is { } receipt)
                {
                    use(receipt);
                }
            },
            cancellationToken);
    }

    private static string IdOf(ReceivedPayload received)
    {
        var text = $"{received.DeviceId}\n{Join(received.Ids!)}\n\n{Join(received.Shown!)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

        static string Join(IEnumerable<string> ids) => string.Join('\n', ids.Order(StringComparer.Ordinal));
    }
}
