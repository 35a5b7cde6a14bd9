namespace Fixia.Shared;

/// <summary>
/// A caller sent something that can't be accepted. The message is for that caller: it names the member and the rule,
/// never a value. HTTP answers 400 with it, a socket gets it as an <c>error</c> event.
/// </summary>
public sealed class InvalidRequestException(string message, string? member = null) : Exception(message)
{
    /// <summary>The member that is wrong, as spelled on the wire; null when the request as a whole is.</summary>
    public string? Member { get; } = member;
}
