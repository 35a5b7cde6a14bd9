using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Analytics;

/// <summary>The container <c>analytics</c>.</summary>
public sealed class AnalyticsStore(CosmosClient client)
{
    private const string Between = "SELECT * FROM c WHERE c.start >= @from AND c.start < @to";

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Analytics);

    /// <summary>The hours within a time that were counted, in order.</summary>
    public async Task<IReadOnlyList<AnalyticsHour>> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(Between)
            .WithParameter("@from", UtcMillisecondsConverter.ToText(from))
            .WithParameter("@to", UtcMillisecondsConverter.ToText(to));
        var found = await container.QueryAsync(query, partition: null, AnalyticsHour.From, pageSize: null, cancellationToken);
        return [.. found.OfType<AnalyticsHour>().OrderBy(hour => hour.Start)];
    }

    /// <summary>Stores an hour in place of what was counted before.</summary>
    public Task WriteAsync(AnalyticsHour hour, CancellationToken cancellationToken) =>
        container.UpsertItemAsync(hour, new PartitionKey(hour.Month), cancellationToken: cancellationToken);
}
