using System.Text.Json;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Journal;

/// <summary>The container <c>pushes</c>: what was pushed in the last days, and what each process did in the last hour.</summary>
public sealed class PushStore(CosmosClient client)
{
    private const string FlushedBetween = "SELECT c.entries FROM c WHERE c.flushed_at >= @from AND c.flushed_at < @to";
    private const string BeatsBetween = "SELECT * FROM c WHERE c.at >= @from AND c.at < @to";

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Pushes);

    /// <summary>Stores what was noted; one write, whatever it holds.</summary>
    public Task WriteAsync(PushPage page, CancellationToken cancellationToken) =>
        container.CreateItemAsync(page, new PartitionKey(page.Id), cancellationToken: cancellationToken);

    /// <summary>Stores what a process did.</summary>
    public Task WriteAsync(Beat beat, CancellationToken cancellationToken) =>
        container.CreateItemAsync(beat, new PartitionKey(beat.Id), cancellationToken: cancellationToken);

    /// <summary>Everything that was written within a time, in no order.</summary>
    /// <param name="from">Its beginning.</param>
    /// <param name="to">Its end, exclusive.</param>
    /// <param name="use">Gets each entry.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    public Task ReadEntriesAsync(DateTimeOffset from, DateTimeOffset to, Action<PushEntry> use, CancellationToken cancellationToken) =>
        container.ReadEachAsync(
            Between(FlushedBetween, from, to),
            json =>
            {
                if (new MemberReader(json).Member("entries") is { ValueKind: JsonValueKind.Array } entries)
                {
                    foreach (var entry in entries.EnumerateArray().Select(PushEntry.From).OfType<PushEntry>())
                    {
                        use(entry);
                    }
                }
            },
            cancellationToken);

    /// <summary>The beats that ended within a time, in no order.</summary>
    public async Task<IReadOnlyList<Beat>> ReadBeatsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var beats = new List<Beat>();
        await container.ReadEachAsync(
            Between(BeatsBetween, from, to),
            json =>
            {
                if (Beat.From(json) is { } beat)
                {
                    beats.Add(beat);
                }
            },
            cancellationToken);
        return beats;
    }

    private static QueryDefinition Between(string query, DateTimeOffset from, DateTimeOffset to) => new QueryDefinition(query)
        .WithParameter("@from", UtcMillisecondsConverter.ToText(from))
        .WithParameter("@to", UtcMillisecondsConverter.ToText(to));
}
