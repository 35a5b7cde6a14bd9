namespace Microsoft.Azure.Functions.Worker;

/// <summary>A certificate that a client connected with.</summary>
public sealed class WebPubSubClientCertificate
{
    public string Thumbprint { get; set; } = null!;
}
