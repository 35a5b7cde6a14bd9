using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function on events of a hub; the caller is validated only when connections are given.</summary>
public sealed class WebPubSubTriggerAttribute : TriggerBindingAttribute
{
    public WebPubSubTriggerAttribute(string hub, WebPubSubEventType eventType, string eventName, params string[] connections)
    {
        Hub = hub;
        EventType = eventType;
        EventName = eventName;
        Connections = connections;
    }

    public WebPubSubTriggerAttribute(string hub, WebPubSubEventType eventType, string eventName)
        : this(hub, eventType, eventName, null!)
    {
    }

    public WebPubSubTriggerAttribute(WebPubSubEventType eventType, string eventName, params string[] connections)
        : this(string.Empty, eventType, eventName, connections)
    {
    }

    public WebPubSubTriggerAttribute(WebPubSubEventType eventType, string eventName)
        : this(string.Empty, eventType, eventName)
    {
    }

    public string Hub { get; }

    public string EventName { get; }

    public WebPubSubEventType EventType { get; }

    public string[] Connections { get; }
}
