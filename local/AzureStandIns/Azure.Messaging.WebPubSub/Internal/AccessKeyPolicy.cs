using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Messaging.WebPubSub.Internal;

/// <summary>Authenticates each attempt with a five-minute token whose audience is the request's own URL.</summary>
internal sealed class AccessKeyPolicy(AzureKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public override void OnSendingRequest(HttpMessage message)
    {
        var audience = ReverseProxyPolicy.OriginalUri(message) ?? message.Request.Uri.ToUri();
        var token = AccessKeyToken.Sign(credential.Key, audience.AbsoluteUri, DateTimeOffset.UtcNow + Lifetime);
        message.Request.Headers.SetValue(HttpHeader.Names.Authorization, $"Bearer {token}");
    }
}
