using System.Net;

namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>A handler's answer. <paramref name="ConnectionState"/> is null when the answer leaves the state alone.</summary>
internal sealed record UpstreamResponse(HttpStatusCode Status, string? MediaType, ReadOnlyMemory<byte> Body, string? ConnectionState)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}
