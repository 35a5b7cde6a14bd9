using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Messaging.WebPubSub.Internal;

namespace Azure.Messaging.WebPubSub;

/// <summary>
/// Calls the service's data-plane REST API for one hub, and makes the URLs that its clients connect with.
/// Follows https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub.
/// </summary>
public partial class WebPubSubServiceClient
{
    private readonly WebPubSubServiceClientOptions _options = new();
    private readonly AzureKeyCredential? _keyCredential;

    public WebPubSubServiceClient(string connectionString, string hub)
        : this(connectionString, hub, new WebPubSubServiceClientOptions())
    {
    }

    public WebPubSubServiceClient(string connectionString, string hub, WebPubSubServiceClientOptions options)
        : this(ConnectionString.Parse(connectionString), hub, options)
    {
    }

    public WebPubSubServiceClient(Uri endpoint, string hub, AzureKeyCredential credential)
        : this(endpoint, hub, credential, new WebPubSubServiceClientOptions())
    {
    }

    public WebPubSubServiceClient(Uri endpoint, string hub, AzureKeyCredential credential, WebPubSubServiceClientOptions options)
        : this(endpoint, hub, options, NotNull(credential, nameof(credential)), new AccessKeyPolicy(credential))
    {
    }

    public WebPubSubServiceClient(Uri endpoint, string hub, TokenCredential credential)
        : this(endpoint, hub, credential, new WebPubSubServiceClientOptions())
    {
    }

    public WebPubSubServiceClient(Uri endpoint, string hub, TokenCredential credential, WebPubSubServiceClientOptions options)
        : this(endpoint, hub, options, keyCredential: null, new BearerTokenAuthenticationPolicy(
            NotNull(credential, nameof(credential)), WebPubSubServiceClientOptions.CredentialScope))
    {
    }

    protected WebPubSubServiceClient()
    {
    }

    private WebPubSubServiceClient((Uri Endpoint, AzureKeyCredential Credential) parsed, string hub, WebPubSubServiceClientOptions options)
        : this(parsed.Endpoint, hub, parsed.Credential, options)
    {
    }

    private WebPubSubServiceClient(
        Uri endpoint, string hub, WebPubSubServiceClientOptions? options, AzureKeyCredential? keyCredential, HttpPipelinePolicy authentication)
    {
        Endpoint = NotNull(endpoint, nameof(endpoint));
        Hub = NotNull(hub, nameof(hub));
        _options = options ?? _options;
        _keyCredential = keyCredential;
        HttpPipelinePolicy[] perCall = _options.ReverseProxyEndpoint is { } proxy ? [new ReverseProxyPolicy(proxy)] : [];
        Pipeline = HttpPipelineBuilder.Build(_options, perCall, [authentication], new ResponseClassifier());
    }

    public virtual Uri Endpoint { get; } = null!;

    public virtual string Hub { get; } = null!;

    public virtual HttpPipeline Pipeline { get; } = null!;

    private static T NotNull<T>(T value, string name) where T : class => value ?? throw new ArgumentNullException(name);
}
