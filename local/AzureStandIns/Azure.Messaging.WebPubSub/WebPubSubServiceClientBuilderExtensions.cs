using Azure;
using Azure.Core;
using Azure.Core.Extensions;
using Azure.Messaging.WebPubSub;

namespace Microsoft.Extensions.Azure;

/// <summary>Registers <see cref="WebPubSubServiceClient"/> with the Azure client factory.</summary>
public static class WebPubSubServiceClientBuilderExtensions
{
    public static IAzureClientBuilder<WebPubSubServiceClient, WebPubSubServiceClientOptions> AddWebPubSubServiceClient<TBuilder>(
        this TBuilder builder, string connectionString, string hub)
        where TBuilder : IAzureClientFactoryBuilder =>
        builder.RegisterClientFactory<WebPubSubServiceClient, WebPubSubServiceClientOptions>(
            options => new WebPubSubServiceClient(connectionString, hub, options));

    public static IAzureClientBuilder<WebPubSubServiceClient, WebPubSubServiceClientOptions> AddWebPubSubServiceClient<TBuilder>(
        this TBuilder builder, Uri endpoint, string hub, AzureKeyCredential credential)
        where TBuilder : IAzureClientFactoryBuilder =>
        builder.RegisterClientFactory<WebPubSubServiceClient, WebPubSubServiceClientOptions>(
            options => new WebPubSubServiceClient(endpoint, hub, credential, options));

    public static IAzureClientBuilder<WebPubSubServiceClient, WebPubSubServiceClientOptions> AddWebPubSubServiceClient<TBuilder>(
        this TBuilder builder, Uri endpoint, string hub, TokenCredential credential)
        where TBuilder : IAzureClientFactoryBuilder =>
        builder.RegisterClientFactory<WebPubSubServiceClient, WebPubSubServiceClientOptions>(
            options => new WebPubSubServiceClient(endpoint, hub, credential, options));

    public static IAzureClientBuilder<WebPubSubServiceClient, WebPubSubServiceClientOptions> AddWebPubSubServiceClient<TBuilder, TConfiguration>(
        this TBuilder builder, TConfiguration configuration)
        where TBuilder : IAzureClientFactoryBuilderWithConfiguration<TConfiguration> =>
        builder.RegisterClientFactory<WebPubSubServiceClient, WebPubSubServiceClientOptions>(configuration);
}
