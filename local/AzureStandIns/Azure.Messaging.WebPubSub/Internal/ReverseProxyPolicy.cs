using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Messaging.WebPubSub.Internal;

/// <summary>Sends requests to a gateway in front of the service, and remembers the service URL that tokens are made for.</summary>
internal sealed class ReverseProxyPolicy(Uri reverseProxyEndpoint) : HttpPipelineSynchronousPolicy
{
    public static Uri? OriginalUri(HttpMessage message) =>
        message.TryGetProperty(typeof(ReverseProxyPolicy), out var original) ? original as Uri : null;

    public override void OnSendingRequest(HttpMessage message)
    {
        var original = message.Request.Uri.ToUri();
        message.SetProperty(typeof(ReverseProxyPolicy), original);
        message.Request.Uri.Reset(new Uri($"{reverseProxyEndpoint.AbsoluteUri.TrimEnd('/')}{original.PathAndQuery}"));
    }
}
