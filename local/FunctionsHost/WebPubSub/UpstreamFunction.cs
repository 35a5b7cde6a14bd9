using System.Reflection;
using Fixia.Local.FunctionsHost.Functions;
using Fixia.Local.FunctionsHost.Settings;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>A function that one kind of event triggers: who may send it, what the function takes, and what it may answer.</summary>
internal sealed class UpstreamFunction
{
    private readonly WebPubSubTriggerAttribute _trigger;

    /// <exception cref="InvalidOperationException">A setting or a connection is missing.</exception>
    /// <exception cref="NotSupportedException">The function takes or gives something that this host does not know.</exception>
    public UpstreamFunction(Function function, AppSettings settings)
    {
        _trigger = (WebPubSubTriggerAttribute)function.Trigger;
        var hub = (_trigger.Hub is { Length: > 0 } named ? settings.Resolve(named) : settings.Find("WebPubSubHub"))
            ?? throw function.Unsupported("its trigger names no hub, and the app setting WebPubSubHub is missing");
        Key = KeyOf(hub, _trigger.EventType, settings.Resolve(_trigger.EventName));
        Validator = UpstreamValidator.Create(_trigger.Connections, settings);
        Target = new InvocationTarget<UpstreamRequest>(function, Source);
        var result = Target.Method.ResultType;
        if (result != typeof(void) && !result.IsAssignableTo(typeof(WebPubSubEventResponse)))
        {
            throw function.Unsupported($"a Web PubSub function gives a WebPubSubEventResponse or nothing, not {result.Name}");
        }
    }

    public string Key { get; }

    public UpstreamValidator Validator { get; }

    public InvocationTarget<UpstreamRequest> Target { get; }

    /// <summary>What functions are found by; hubs and events differ in more than case.</summary>
    public static string KeyOf(string hub, WebPubSubEventType type, string eventName) => $"{hub}/{type}/{eventName}";

    private Type RequestType => (_trigger.EventType, _trigger.EventName.ToLowerInvariant()) switch
    {
        (WebPubSubEventType.User, _) => typeof(UserEventRequest),
        (_, "connect") => typeof(ConnectEventRequest),
        (_, "connected") => typeof(ConnectedEventRequest),
        _ => typeof(DisconnectedEventRequest),
    };

    private ParameterSource<UpstreamRequest>? Source(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == RequestType)
        {
            return (request, _) => request.AsRequest(type);
        }

        if (type == typeof(WebPubSubConnectionContext))
        {
            return (request, _) => request.AsConnectionContext();
        }

        if (type == typeof(WebPubSubDataType))
        {
            return (request, _) => request.DataType;
        }

        return (parameter.Name!.ToLowerInvariant(), type) switch
        {
            ("data", _) when type == typeof(BinaryData) => (request, _) => request.Data,
            ("data", _) when type == typeof(string) => (request, _) => request.Data.ToString(),
            ("reason", _) when type == typeof(string) => (request, _) => request.Reason,
            _ => null,
        };
    }
}
