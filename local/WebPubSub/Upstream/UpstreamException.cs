namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>A handler gave no usable answer: out of reach, too late, too large or not what was announced.</summary>
internal sealed class UpstreamException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the handler was out of reach, so that another attempt can help.</summary>
    public bool IsTransient { get; init; }
}
