namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>A handler gave no usable answer: out of reach, too late, too large or not what was announced.</summary>
internal class UpstreamException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>No handler of the hub cares for the event.</summary>
internal sealed class UnhandledEventException() : UpstreamException("no event handler cares for it");
