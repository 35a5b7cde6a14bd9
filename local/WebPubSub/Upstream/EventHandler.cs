using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>One event handler: which events it cares for and where they go.</summary>
internal sealed class EventHandler
{
    private static readonly string[] KnownSystemEvents = ["connect", "connected", "disconnected"];

    private readonly string _urlTemplate;
    private readonly string[] _userEvents;
    private readonly HashSet<string> _systemEvents;

    /// <exception cref="ArgumentException">The settings are not ones that the service takes.</exception>
    public EventHandler(EventHandlerSettings settings)
    {
        _urlTemplate = settings.UrlTemplate;
        _userEvents = settings.UserEventPattern.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        _systemEvents = new HashSet<string>(settings.SystemEvents, StringComparer.OrdinalIgnoreCase);
        if (_systemEvents.FirstOrDefault(name => !KnownSystemEvents.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new ArgumentException($"'{unknown}' is not a system event; they are {string.Join(", ", KnownSystemEvents)}.");
        }

        if (_userEvents.FirstOrDefault(name => name != "*" && !Names.IsEvent(name)) is { } odd)
        {
            throw new ArgumentException($"The user event pattern '{odd}' is neither * nor the name of an event.");
        }

        // With other values in place of the parameters the same host must come out: a parameter in a host name is not allowed.
        if (!TryResolve("a", "a", out var one) || !TryResolve("b", "b", out var other) || one.Authority != other.Authority)
        {
            throw new ArgumentException(
                $"'{_urlTemplate}' is not an http or https URL with its parameters, if any, in the path or the query.");
        }
    }

    public Uri Resolve(string hub, string eventName) =>
        TryResolve(hub, eventName, out var url) ? url : throw new UriFormatException($"'{_urlTemplate}' gives no URL.");

    public bool CaresForSystemEvent(string name) => _systemEvents.Contains(name);

    public bool CaresForUserEvent(string name) =>
        _userEvents.Any(pattern => pattern == "*" || string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase));

    private bool TryResolve(string hub, string eventName, out Uri url)
    {
        var text = _urlTemplate
            .Replace("{hub}", Uri.EscapeDataString(hub), StringComparison.OrdinalIgnoreCase)
            .Replace("{event}", Uri.EscapeDataString(eventName), StringComparison.OrdinalIgnoreCase);
        return Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "http" or "https";
    }
}
