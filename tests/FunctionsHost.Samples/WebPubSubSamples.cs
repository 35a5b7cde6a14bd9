using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Samples;

public sealed class WebPubSubSamples(Recorder recorder)
{
    private const string HubName = "%HubName%";

    [Function("OnConnect")]
    public WebPubSubEventResponse OnConnect([WebPubSubTrigger(HubName, WebPubSubEventType.System, "connect", "Primary", "Secondary")] ConnectEventRequest request)
    {
        recorder.Add("connect", request);
        if (request.Query.ContainsKey("deny"))
        {
            return ConnectEventRequest.CreateErrorResponse(WebPubSubErrorCode.Unauthorized, "not you");
        }

        if (request.Query.ContainsKey("crash"))
        {
            throw new InvalidOperationException("A connect event that fails");
        }

        var response = ConnectEventRequest.CreateResponse("user-1", ["group-1"], request.Subprotocols[0], ["role-1"]);
        response.SetState("since", BinaryData.FromString("connect"));
        return response;
    }

    [Function("OnConnected")]
    public void OnConnected([WebPubSubTrigger(HubName, WebPubSubEventType.System, "connected", "Primary")] ConnectedEventRequest request) =>
        recorder.Add("connected", request.ConnectionContext);

    [Function("OnDisconnected")]
    public Task OnDisconnectedAsync(
        [WebPubSubTrigger(HubName, WebPubSubEventType.System, "disconnected", "Primary")] DisconnectedEventRequest request)
    {
        recorder.Add("disconnected", request.Reason);
        throw new InvalidOperationException("A failure that the service does not wait for");
    }

    [Function("Echo")]
    public UserEventResponse Echo([WebPubSubTrigger(HubName, WebPubSubEventType.User, "echo", "Primary", "Secondary")] UserEventRequest request)
    {
        recorder.Add("echo", request);
        var response = UserEventRequest.CreateResponse(request.Data, request.DataType);
        response.SetState("last", request.Data);
        return response;
    }

    [Function("Parts")]
    public void Parts(
        [WebPubSubTrigger(HubName, WebPubSubEventType.User, "parts", "Primary")] WebPubSubConnectionContext connectionContext,
        FunctionContext context) =>
        recorder.Add("parts", $"{connectionContext.UserId} in {context.FunctionDefinition.Name}");

    [Function("Unanswered")]
    public Task<UserEventResponse?> UnansweredAsync([WebPubSubTrigger(HubName, WebPubSubEventType.User, "unanswered", "Primary")] string data)
    {
        recorder.Add("unanswered", data);
        return Task.FromResult<UserEventResponse?>(null);
    }

    [Function("Refuse")]
    public EventErrorResponse Refuse([WebPubSubTrigger(HubName, WebPubSubEventType.User, "refuse", "Primary")] UserEventRequest request) =>
        UserEventRequest.CreateErrorResponse(Enum.Parse<WebPubSubErrorCode>(request.Data.ToString()), "no");

    [Function("Crash")]
    public Task<UserEventResponse> CrashAsync([WebPubSubTrigger(HubName, WebPubSubEventType.User, "crash", "Primary")] UserEventRequest request) =>
        throw new InvalidOperationException("The secret of the failure");
}
