namespace Fixia.Local.WebPubSub.Faults;

/// <summary>What can be made to go wrong.</summary>
public enum FaultKind
{
    /// <summary>A REST call waits for <see cref="Fault.Delay"/> before it is run.</summary>
    RestDelayed,

    /// <summary>A REST call is answered 429 with <c>Retry-After</c> and is not run.</summary>
    RestThrottled,

    /// <summary>A REST call is answered 503 and is not run.</summary>
    RestUnavailable,

    /// <summary>A client's handshake, a recovery included, is answered 503.</summary>
    ClientRefused,

    /// <summary>A client's socket is cut, without a close frame, when a message is to be sent to it.</summary>
    ClientDropped,

    /// <summary>An event waits for <see cref="Fault.Delay"/> before it is sent to its handler.</summary>
    UpstreamDelayed,

    /// <summary>An attempt to send an event is not made: its handler counts as out of reach.</summary>
    UpstreamRefused,

    /// <summary>An event reaches its handler but the answer is lost, so that the handler is sent the same event again.</summary>
    UpstreamAnswerLost,
}
