using Azure.Core;

namespace Azure.Messaging.WebPubSub;

/// <summary>Retry, transport and version settings of <see cref="WebPubSubServiceClient"/>.</summary>
public class WebPubSubServiceClientOptions : ClientOptions
{
    internal const string CredentialScope = "https://webpubsub.azure.com/.default";

    public WebPubSubServiceClientOptions(ServiceVersion version = ServiceVersion.V2024_12_01)
    {
        ApiVersion = version switch
        {
            ServiceVersion.V2021_10_01 => "2021-10-01",
            ServiceVersion.V2024_01_01 => "2024-01-01",
            ServiceVersion.V2024_12_01 => "2024-12-01",
            _ => throw new ArgumentOutOfRangeException(nameof(version), version, "This service version is not supported."),
        };
        Version = version;
    }

    public Uri? ReverseProxyEndpoint { get; set; }

    internal string ApiVersion { get; }

    internal ServiceVersion Version { get; }

    /// <summary>The REST API versions that the client can speak.</summary>
    public enum ServiceVersion
    {
        V2021_10_01 = 1,
        V2024_01_01 = 2,
        V2024_12_01 = 3,
    }
}
