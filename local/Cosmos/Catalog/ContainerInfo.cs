using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Catalog;

/// <summary>A container as it is now; a change of its definition makes a new one.</summary>
/// <param name="generation">Counts the indexing policies, each of which has a table of its own.</param>
/// <param name="timestamp">Seconds since 1970 of the last change of the definition (<c>_ts</c>).</param>
internal sealed class ContainerInfo(
    DatabaseInfo database, int number, int generation, ContainerDefinition definition, string etag, long timestamp, ContainerProgress progress)
{
    public DatabaseInfo Database { get; } = database;

    public int Number { get; } = number;

    public int Generation { get; } = generation;

    public ContainerDefinition Definition { get; } = definition;

    public string ETag { get; } = etag;

    public long Timestamp { get; } = timestamp;

    public ContainerProgress Progress { get; } = progress;

    public TableLayout Layout { get; } = new(number, generation, definition);

    public string Id => Definition.Id;

    public string Rid { get; } = ResourceIds.Container(database.Number, number);

    public string Link => $"dbs/{Database.Id}/colls/{Id}";

    public string SelfLink => $"dbs/{Database.Rid}/colls/{Rid}/";
}
