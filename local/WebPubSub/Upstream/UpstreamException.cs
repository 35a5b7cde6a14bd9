namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>A handler gave no usable answer: out of reach, too late, too large or not what was announced.</summary>
internal sealed class UpstreamException(string message, Exception? inner = null) : Exception(message, inner);
