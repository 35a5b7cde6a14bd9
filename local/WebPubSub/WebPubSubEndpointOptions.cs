using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fixia.Local.WebPubSub;

/// <summary>What a local Web PubSub endpoint can be told. Every default is the service's own value where it publishes one.</summary>
public sealed class WebPubSubEndpointOptions
{
    /// <summary>HS256 refuses a shorter key.</summary>
    private const int MinimumAccessKeyBytes = 32;

    /// <summary>TCP port on 127.0.0.1. 0, the default, takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>
    /// The access key: signs and checks every token, and keys <c>ce-signature</c>. At least 32 bytes of UTF-8.
    /// The default is a fresh random key for each options object.
    /// </summary>
    public string AccessKey { get; set; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Clock of token lifetimes, timeouts and the recovery window.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the endpoint logs. Tokens and keys never appear there.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Sizes and counts that the endpoint enforces.</summary>
    public WebPubSubLimits Limits { get; set; } = new();

    /// <summary>Durations that the endpoint enforces.</summary>
    public WebPubSubTimeouts Timeouts { get; set; } = new();

    /// <summary>
    /// Whether a JSON client whose user event failed is dropped with 1008 after its failed ack, as reference-cloud-events has
    /// it, rather than kept, as the official emulator does. A simple client is always closed, with 1011.
    /// </summary>
    public bool DropClientOnFailedEvent { get; set; }

    /// <summary>Whether <see cref="WebPubSubEndpoint.Faults"/> can also be reached at <c>/local/faults</c>, without a token. Off by default.</summary>
    public bool FaultEndpoint { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names the option.</exception>
    public void Validate()
    {
        if (Port is < 0 or > 65535)
        {
            throw new ArgumentException($"{nameof(Port)} must be 0 to 65535, not {Port}.");
        }

        if (Encoding.UTF8.GetByteCount(AccessKey ?? "") < MinimumAccessKeyBytes)
        {
            throw new ArgumentException($"{nameof(AccessKey)} must be at least {MinimumAccessKeyBytes} bytes of UTF-8.");
        }

        if (AccessKey!.Contains(';', StringComparison.Ordinal))
        {
            throw new ArgumentException($"{nameof(AccessKey)} must not contain ';', which ends a connection string member.");
        }

        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(LoggerFactory);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(Timeouts);
        Limits.Validate();
        Timeouts.Validate();
    }
}
