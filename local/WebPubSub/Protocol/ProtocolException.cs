namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>A client's message does not have the documented form. The message text is safe to show to the client.</summary>
internal sealed class ProtocolException(string message, Exception? inner = null) : Exception(message, inner);
