namespace Fixia.Local.WebPubSub;

/// <summary>
/// An event handler did not pass the abuse protection of its registration (CloudEvents HTTP 1.1 Web Hooks, section 4).
/// The hub keeps the settings that it had.
/// </summary>
public sealed class EventHandlerValidationException : Exception
{
    /// <summary>Without a message.</summary>
    public EventHandlerValidationException()
    {
    }

    /// <summary>With the URL and the reason.</summary>
    public EventHandlerValidationException(string message)
        : base(message)
    {
    }

    /// <summary>With the URL, the reason and its cause.</summary>
    public EventHandlerValidationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
