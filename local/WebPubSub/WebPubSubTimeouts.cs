using System.Runtime.CompilerServices;

namespace Fixia.Local.WebPubSub;

/// <summary>Durations that the endpoint enforces.</summary>
/// <remarks>
/// Published by the service: <see cref="Recovery"/> ("at least 30 seconds") and <see cref="ReconnectionToken"/>
/// ("about a week"), both in the client-spec. <see cref="EventRetries"/> are the official emulator's. The others have no
/// published value.
/// </remarks>
public sealed record WebPubSubTimeouts
{
    /// <summary>How long a reliable connection is kept after its socket dropped.</summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Life of a reconnection token.</summary>
    public TimeSpan ReconnectionToken { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long an event handler can take. Later counts as a failed answer.</summary>
    public TimeSpan EventHandler { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long to wait before each further attempt to send an event whose handler was out of reach or answered 408 or 5xx;
    /// an attempt repeats its <c>ce-id</c> and <c>x-ms-client-request-id</c>. Empty for a single attempt.
    /// </summary>
    public IReadOnlyList<TimeSpan> EventRetries { get; init; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)];

    /// <summary>How long the abuse-protection request of a registration can take.</summary>
    public TimeSpan AbuseProtection { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a closing socket has for the farewell and the client's answer before it is cut.</summary>
    public TimeSpan Close { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stopping endpoint waits for its clients and event handlers.</summary>
    public TimeSpan Stop { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Interval of WebSocket pings to a silent client.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a client can leave such a ping unanswered before its socket is cut.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    internal void Validate()
    {
        Positive(Recovery);
        Positive(ReconnectionToken);
        Positive(EventHandler);
        if (EventRetries is null || EventRetries.Any(delay => delay < TimeSpan.Zero))
        {
            throw new ArgumentException($"{nameof(EventRetries)} must not be less than 0.");
        }

        Positive(AbuseProtection);
        Positive(Close);
        Positive(Stop);
        Positive(KeepAliveInterval);
        Positive(KeepAliveTimeout);
    }

    private static void Positive(TimeSpan value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value <= TimeSpan.Zero)
        {
            throw new ArgumentException($"{name} must be more than 0, not {value}.");
        }
    }
}
