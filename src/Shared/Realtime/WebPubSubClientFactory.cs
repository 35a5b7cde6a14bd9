using Azure.Core;
using Azure.Messaging.WebPubSub;
using Microsoft.Extensions.Configuration;

namespace Fixia.Shared.Realtime;

/// <summary>
/// Makes the Web PubSub client from the same app settings that the Functions trigger reads: <c>WebPubSubConnectionString</c> (a
/// connection string) or <c>WebPubSubConnectionString__serviceUri</c> (identity).
/// </summary>
public static class WebPubSubClientFactory
{
    /// <summary>Makes a client for the hub <see cref="Hub.Name"/>.</summary>
    /// <exception cref="InvalidOperationException">Neither setting is present.</exception>
    public static WebPubSubServiceClient Create(IConfiguration configuration, TokenCredential credential)
    {
        var section = configuration.GetSection(Hub.Connection);
        if (section.Value is { Length: > 0 } connectionString)
        {
            return new WebPubSubServiceClient(connectionString, Hub.Name, Options());
        }

        if (Uri.TryCreate(section["serviceUri"], UriKind.Absolute, out var endpoint))
        {
            return new WebPubSubServiceClient(endpoint, Hub.Name, credential, Options());
        }

        throw new InvalidOperationException(
            $"Set {Hub.Connection} to a Web PubSub connection string, or {Hub.Connection}__serviceUri to a service's URL.");
    }

    /// <summary>
    /// The pipeline retries 408, 429, 5xx and lost connections with jittered exponential backoff and honours
    /// Retry-After. What still fails after that fails the change-feed batch, which the host retries for as long as it takes.
    /// </summary>
    private static WebPubSubServiceClientOptions Options()
    {
        var options = new WebPubSubServiceClientOptions();
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 4;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        return options;
    }
}
