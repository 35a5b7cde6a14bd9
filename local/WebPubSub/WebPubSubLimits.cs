using System.Runtime.CompilerServices;

namespace Fixia.Local.WebPubSub;

/// <summary>Sizes and counts that the endpoint enforces.</summary>
/// <remarks>
/// Published by the service: <see cref="MaxClientMessageBytes"/> (concept-service-internals), <see cref="MaxGroupNameLength"/>
/// (REST API 2024-12-01), <see cref="MaxUnacknowledgedMessages"/> and <see cref="MaxUnacknowledgedBytes"/> (client-spec, 3.2).
/// The others guard this process and have no published value.
/// </remarks>
public sealed record WebPubSubLimits
{
    /// <summary>Largest message from a client, in bytes. A larger one closes the connection with 1009.</summary>
    public int MaxClientMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>Largest message body of a REST send, in bytes. A larger one is answered 413.</summary>
    public int MaxRestMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>Longest group name, in UTF-16 characters.</summary>
    public int MaxGroupNameLength { get; init; } = 1024;

    /// <summary>Groups that one connection can be in at a time.</summary>
    public int MaxGroupsPerConnection { get; init; } = 10_000;

    /// <summary>Messages that can wait for one connection's socket. One more disconnects it as a slow reader.</summary>
    public int MaxOutboundMessages { get; init; } = 10_000;

    /// <summary>Bytes that can wait for one connection's socket. More disconnect it as a slow reader.</summary>
    public long MaxOutboundBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>Messages that a reliable client can leave unacknowledged. One more ends its connection for good.</summary>
    public int MaxUnacknowledgedMessages { get; init; } = 1000;

    /// <summary>Bytes that a reliable client can leave unacknowledged. More end its connection for good.</summary>
    public long MaxUnacknowledgedBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>Client events that can wait for one connection's upstream before the endpoint stops reading from that client.</summary>
    public int MaxPendingUpstreamEvents { get; init; } = 100;

    /// <summary>Largest answer of an event handler, in bytes. A larger one counts as a failed answer.</summary>
    public int MaxUpstreamResponseBytes { get; init; } = 1024 * 1024;

    internal void Validate()
    {
        Positive(MaxClientMessageBytes);
        Positive(MaxRestMessageBytes);
        Positive(MaxGroupNameLength);
        Positive(MaxGroupsPerConnection);
        Positive(MaxOutboundMessages);
        Positive(MaxOutboundBytes);
        Positive(MaxUnacknowledgedMessages);
        Positive(MaxUnacknowledgedBytes);
        Positive(MaxPendingUpstreamEvents);
        Positive(MaxUpstreamResponseBytes);
    }

    private static void Positive(long value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value <= 0)
        {
            throw new ArgumentException($"{name} must be more than 0, not {value}.");
        }
    }
}
