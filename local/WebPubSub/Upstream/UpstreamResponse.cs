using System.Net;
using Microsoft.Extensions.Primitives;

namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>A handler's answer. <paramref name="ConnectionState"/> is null when the answer leaves the state alone.</summary>
internal sealed record UpstreamResponse(HttpStatusCode Status, string? MediaType, ReadOnlyMemory<byte> Body, string? ConnectionState)
{
    /// <summary>The headers of the answer that are metadata of its message.</summary>
    public IEnumerable<KeyValuePair<string, StringValues>> Headers { get; init; } = [];

    /// <summary>Whether the service tries again: the runtime retries these alone.</summary>
    public bool IsTransient => Status == HttpStatusCode.RequestTimeout || (int)Status >= 500;

    public bool IsSuccess => (int)Status is >= 200 and < 300;
}
