using System.Text.Json;
using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos.Charges;

/// <summary>
/// Request units of an operation, by a model that reproduces the figures that the service's documentation gives;
/// docs/cosmos-support.md says which figure fixes which constant, and which constants are assumptions.
/// </summary>
internal sealed class RequestCharge(ReadConsistency consistency)
{
    /// <summary>What a request costs that finds nothing, or that is refused.</summary>
    public const double Least = 1;

    private const double BytesInKilobyte = 1024;

    // A point read of 1 KB costs 1 RU, one of 100 KB costs 10 RU.
    private const double ReadFirstKilobyte = 1;
    private const double ReadFurtherKilobyte = 9.0 / 99;

    // An insert without indexing costs 5.5 RU at 1 KB and 50 RU at 100 KB; a replacement twice as much as an insert.
    private const double InsertFirstKilobyte = 5.5;
    private const double InsertFurtherKilobyte = 44.5 / 99;
    private const double ReplacementFactor = 2;
    private const double IndexedValue = 0.15;

    // A scan of 60,951 items of 6.4 KB costs 4,059.95 RU; an indexed query for one item 2.98 RU.
    private const double QueryBase = 2.23;
    private const double IndexLookup = 0.68;
    private const double IndexMatch = 0.002;
    private const double LoadedItem = 0.02;
    private const double LoadedKilobyte = 0.0073;

    /// <summary>A read by id and partition key.</summary>
    /// <param name="request">The request, which may ask for less than the account's consistency.</param>
    /// <param name="bytes">The size of the item; 0 when there is none.</param>
    public double PointRead(HttpRequest request, int bytes) => Replicas(request) * (ReadFirstKilobyte + (ReadFurtherKilobyte * FurtherKilobytes(bytes)));

    public static double Write(ContainerInfo container, WriteResult result) => (result.Before, result.After) switch
    {
        (null, { } created) => Insert(container, created),
        ({ } deleted, null) => Insert(container, deleted),
        ({ } before, { } after) => ReplacementFactor * Math.Max(Insert(container, before), Insert(container, after)),
        _ => Least,
    };

    /// <summary>A page of a query.</summary>
    public double Query(HttpRequest request, QueryWork work) =>
        Replicas(request) * (QueryBase + (IndexLookup * work.Lookups) + (IndexMatch * work.Matches) + Load(work.Loaded, work.LoadedBytes));

    /// <summary>A page of the change feed.</summary>
    public double ChangeFeed(HttpRequest request, int items, long bytes) => Replicas(request) * (Least + Load(items, bytes));

    /// <summary>A strong read asks two replicas instead of one. A request can weaken what the account offers, not strengthen it.</summary>
    private double Replicas(HttpRequest request) =>
        consistency == ReadConsistency.Strong && request.Headers[HeaderNames.ConsistencyLevel].ToString() is ("" or "Strong") ? 2 : 1;

    private static double Load(long items, long bytes) => (LoadedItem * items) + (LoadedKilobyte * bytes / BytesInKilobyte);

    private static double Insert(ContainerInfo container, DocumentRow row) =>
        InsertFirstKilobyte + (InsertFurtherKilobyte * FurtherKilobytes(row.Body.Length))
        + (IndexedValue * container.Definition.Indexing.CountEntries(DocumentFormat.Read(row.Body)));

    private static double FurtherKilobytes(int bytes) => Math.Max(0, (bytes / BytesInKilobyte) - 1);
}
