namespace Fixia.Local.Cosmos.Storage;

/// <summary>An index over columns of sort keys, after the partition key.</summary>
/// <param name="Terms">The columns with their directions, as SQL.</param>
internal sealed record TableIndex(string Name, IReadOnlyList<string> Columns, string Terms);
