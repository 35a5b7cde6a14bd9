using System.Net;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Data;

/// <summary>Tells failures of Cosmos DB that pass from those that don't.</summary>
public static class StoreFailures
{
    /// <summary>Whether the caller may try again later, unchanged.</summary>
    public static bool IsTransient(CosmosException e) => e.StatusCode
        is HttpStatusCode.TooManyRequests
        or HttpStatusCode.RequestTimeout
        or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.Gone
        or HttpStatusCode.InternalServerError;
}
