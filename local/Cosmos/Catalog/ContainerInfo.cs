using Fixia.Local.Cosmos.Protocol;

namespace Fixia.Local.Cosmos.Catalog;

/// <summary>A container as it is now; a change of its definition makes a new one.</summary>
/// <param name="Timestamp">Seconds since 1970 of the last change of the definition (<c>_ts</c>).</param>
internal sealed record ContainerInfo(
    DatabaseInfo Database,
    int Number,
    ContainerDefinition Definition,
    string ETag,
    long Timestamp,
    ContainerProgress Progress)
{
    public string Id => Definition.Id;

    public string Rid { get; } = ResourceIds.Container(Database.Number, Number);

    public string Link => $"dbs/{Database.Id}/colls/{Id}";

    public string SelfLink => $"dbs/{Database.Rid}/colls/{Rid}/";

    /// <summary>The table of its documents.</summary>
    public string Table => $"docs_{Number}";
}
