using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Settings;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>A function that one kind of event triggers, and who may send that event.</summary>
internal sealed record UpstreamFunction(Function Function, string Key, UpstreamValidator Validator)
{
    public const string Type = "webPubSubTrigger";

    /// <exception cref="InvalidOperationException">A setting or a connection is missing.</exception>
    /// <exception cref="NotSupportedException">The trigger names no hub.</exception>
    public static UpstreamFunction Create(Function function, AppSettings settings)
    {
        var trigger = function.Trigger;
        var hub = (trigger.Text("hub") is { } named ? settings.Resolve(named) : settings.Find("WebPubSubHub"))
            ?? throw function.Unsupported("its trigger names no hub, and the app setting WebPubSubHub is missing");
        return new UpstreamFunction(
            function,
            KeyOf(hub, trigger.Text("eventType") ?? CloudEvent.User, settings.Resolve(trigger.Text("eventName") ?? string.Empty)),
            UpstreamValidator.Create(trigger.Texts("connections"), settings));
    }

    /// <summary>What functions are found by; hubs and events differ in more than case.</summary>
    public static string KeyOf(string hub, string type, string eventName) => $"{hub}/{type}/{eventName}";
}
