using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Operations;

/// <summary>Request units of an operation: https://learn.microsoft.com/azure/cosmos-db/request-units.</summary>
internal static class RequestCharge
{
    private const double Kilobyte = 1024;

    /// <summary>1 RU for the first kilobyte, 10 RU for 100 of them.</summary>
    public static double PointRead(int bytes) => 1 + (Math.Max(0, Kilobytes(bytes) - 1) / 11);

    public static double Write(ContainerInfo container, WriteResult result) =>
        5 * Kilobytes(Math.Max(result.Before?.Body.Length ?? 0, result.After?.Body.Length ?? 0));

    public static double Query(int loaded, long loadedBytes) => 2.3 + (loaded * 0.03) + (loadedBytes / Kilobyte * 0.1);

    private static double Kilobytes(int bytes) => Math.Max(1, Math.Ceiling(bytes / Kilobyte));
}
