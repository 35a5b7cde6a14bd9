using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos.Protocol;

/// <summary>If-Match and If-None-Match: https://learn.microsoft.com/azure/cosmos-db/nosql/database-transactions-optimistic-concurrency.</summary>
/// <param name="IfMatch">The ETag that the resource must have, "*" for any, or null.</param>
/// <param name="IfNoneMatch">The ETag that the resource must not have, "*" for any, or null.</param>
internal readonly record struct Preconditions(string? IfMatch, string? IfNoneMatch)
{
    public static Preconditions Of(HttpRequest request) =>
        new(Text(request.Headers.IfMatch), Text(request.Headers.IfNoneMatch));

    /// <summary>Checks a write of a resource that exists.</summary>
    /// <exception cref="ServiceException">412: it has another ETag.</exception>
    public void CheckWrite(string etag)
    {
        if ((IfMatch is not (null or "*") && IfMatch != etag) || (IfNoneMatch is not null && IsNotModified(etag)))
        {
            throw ServiceException.PreconditionFailed("A precondition of the request is not met: the ETag differs.");
        }
    }

    /// <summary>Whether a read of this version is answered 304.</summary>
    public bool IsNotModified(string etag) => IfNoneMatch == "*" || IfNoneMatch == etag;

    private static string? Text(Microsoft.Extensions.Primitives.StringValues header) =>
        header is [{ Length: > 0 } value, ..] ? value : null;
}
