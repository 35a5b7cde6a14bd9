namespace Fixia.Local.Cosmos.Charges;

/// <summary>What the service would do for a page of a query: https://learn.microsoft.com/azure/cosmos-db/index-overview.</summary>
/// <param name="Lookups">Filters that an index serves, the partition key's apart.</param>
/// <param name="Matches">Items that the index finds.</param>
/// <param name="Loaded">Items that are read to compute the page.</param>
/// <param name="LoadedBytes">Their size.</param>
internal readonly record struct QueryWork(int Lookups, long Matches, long Loaded, long LoadedBytes)
{
    /// <summary>What two parts of a page take together.</summary>
    public static QueryWork operator +(QueryWork one, QueryWork other) =>
        new(one.Lookups + other.Lookups, one.Matches + other.Matches, one.Loaded + other.Loaded, one.LoadedBytes + other.LoadedBytes);
}
