using System.Net;
using System.Net.Sockets;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Data;

/// <summary>Tells failures of Cosmos DB that pass from those that don't.</summary>
public static class StoreFailures
{
    /// <summary>The service met a conflict between two writes: https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb</summary>
    private const HttpStatusCode RetryWith = (HttpStatusCode)449;

    /// <summary>Whether the caller may try again later, unchanged.</summary>
    public static bool IsTransient(CosmosException e) => e.StatusCode
        is HttpStatusCode.TooManyRequests
        or HttpStatusCode.RequestTimeout
        or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.Gone
        or HttpStatusCode.InternalServerError
        or HttpStatusCode.BadGateway
        or HttpStatusCode.GatewayTimeout
        or RetryWith;

    /// <summary>
    /// Whether something that asked the store may be tried again, unchanged: the service, the way to it, or its time-out. A
    /// connection that is reset as soon as it stands surfaces as what the socket says, in no wrapping.
    /// </summary>
    public static bool IsTransient(Exception e) => e switch
    {
        CosmosException store => IsTransient(store),
        _ => e is OperationCanceledException or HttpRequestException or SocketException or IOException or TimeoutException,
    };
}
