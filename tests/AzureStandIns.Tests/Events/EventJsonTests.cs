using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace AzureStandIns.Tests.Events;

/// <summary>Events and answers cross from host to worker as JSON, with the worker's own options.</summary>
public sealed class EventJsonTests
{
    private static readonly JsonSerializerOptions WorkerOptions = new() { PropertyNameCaseInsensitive = true };

    [Fact]
    public void User_event_reads_its_context_and_text()
    {
        var request = Read<UserEventRequest>("""
            {
              "connectionContext": {
                "eventType": "User", "eventName": "ping", "hub": "notifications", "connectionId": "c1", "userId": "u1",
                "signature": "sha256=00", "origin": "demo.webpubsub.azure.com",
                "states": { "seen": "eyJhIjoxfQ==" },
                "headers": { "ce-hub": ["notifications"] }
              },
              "data": "{\"timestamp\":1}",
              "dataType": "Json"
            }
            """);

        var context = request.ConnectionContext;
        Assert.Equal((WebPubSubEventType.User, "ping", "notifications", "c1", "u1"),
            (context.EventType, context.EventName, context.Hub, context.ConnectionId, context.UserId));
        Assert.Equal(("sha256=00", "demo.webpubsub.azure.com"), (context.Signature, context.Origin));
        Assert.Equal("""{"a":1}""", context.ConnectionStates["seen"].ToString());
        Assert.Equal(["notifications"], context.Headers["ce-hub"]);
        Assert.Equal("""{"timestamp":1}""", request.Data.ToString());
        Assert.Equal(WebPubSubDataType.Json, request.DataType);
    }

    [Fact]
    public void Bytes_arrive_as_a_buffer_object()
    {
        var request = Read<UserEventRequest>("""{"data":{"type":"Buffer","data":[0,255,7]},"dataType":"Binary"}""");

        Assert.Equal([0, 255, 7], request.Data.ToArray());
        Assert.Equal(WebPubSubDataType.Binary, request.DataType);
    }

    [Fact]
    public void States_that_another_SDK_wrote_read_as_none()
    {
        var context = Read<WebPubSubConnectionContext>("""{"states":{"seen":{"a":1}}}""");

        Assert.Empty(context.ConnectionStates);
    }

    [Fact]
    public void Connect_event_reads_what_the_client_came_with()
    {
        var request = Read<ConnectEventRequest>("""
            {
              "connectionContext": { "eventType": "System", "eventName": "connect" },
              "claims": { "role": ["a", "b"] }, "query": { "x": ["1"] }, "headers": { "origin": ["http://localhost"] },
              "subprotocols": ["json.webpubsub.azure.v1"], "clientCertificates": [{ "thumbprint": "AB" }]
            }
            """);

        Assert.Equal(WebPubSubEventType.System, request.ConnectionContext.EventType);
        Assert.Equal(["a", "b"], request.Claims["role"]);
        Assert.Equal(["json.webpubsub.azure.v1"], request.Subprotocols);
        Assert.Equal("AB", Assert.Single(request.ClientCertificates).Thumbprint);
    }

    [Fact]
    public void Disconnected_event_reads_its_reason()
    {
        Assert.Equal("going away", Read<DisconnectedEventRequest>("""{"reason":"going away"}""").Reason);
    }

    [Fact]
    public void User_answer_keeps_content_type_and_states_across()
    {
        var answer = UserEventRequest.CreateResponse("""{"event":"pong"}""", WebPubSubDataType.Json);
        answer.SetState("seen", BinaryData.FromBytes([0, 255]));

        using var json = JsonDocument.Parse(JsonSerializer.Serialize(answer));

        Assert.Equal("""{"event":"pong"}""", json.RootElement.GetProperty("data").GetString());
        Assert.Equal("Json", json.RootElement.GetProperty("dataType").GetString());
        Assert.Equal([0, 255], json.RootElement.GetProperty("states").GetProperty("seen").GetBytesFromBase64());
    }

    [Fact]
    public void Connect_answer_keeps_user_groups_subprotocol_and_roles_across()
    {
        var answer = ConnectEventRequest.CreateResponse("u1", ["g1"], "json.webpubsub.azure.v1", ["webpubsub.sendToGroup"]);

        var read = Read<ConnectEventResponse>(JsonSerializer.Serialize(answer));

        Assert.Equal(("u1", "json.webpubsub.azure.v1"), (read.UserId, read.Subprotocol));
        Assert.Equal(["g1"], read.Groups);
        Assert.Equal(["webpubsub.sendToGroup"], read.Roles);
    }

    [Theory]
    [InlineData(WebPubSubErrorCode.Unauthorized, "Unauthorized")]
    [InlineData(WebPubSubErrorCode.UserError, "UserError")]
    [InlineData(WebPubSubErrorCode.ServerError, "ServerError")]
    public void Refusal_names_its_code(WebPubSubErrorCode code, string name)
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(UserEventRequest.CreateErrorResponse(code, "no")));

        Assert.Equal(name, json.RootElement.GetProperty("code").GetString());
        Assert.Equal("no", json.RootElement.GetProperty("errorMessage").GetString());
    }

    [Fact]
    public void Action_is_written_with_its_name_and_its_own_members()
    {
        WebPubSubAction action = new SendToGroupAction { Group = "g", Data = BinaryData.FromString("hello") };

        using var json = JsonDocument.Parse(JsonSerializer.Serialize(action));

        Assert.Equal("SendToGroup", json.RootElement.GetProperty("ActionName").GetString());
        Assert.Equal("g", json.RootElement.GetProperty("Group").GetString());
        Assert.Equal("hello", json.RootElement.GetProperty("Data").GetString());
        Assert.Equal("Text", json.RootElement.GetProperty("DataType").GetString());
    }

    [Theory]
    [InlineData("User", "ping", typeof(UserEventRequest))]
    [InlineData("System", "connect", typeof(ConnectEventRequest))]
    [InlineData("System", "connected", typeof(ConnectedEventRequest))]
    [InlineData("System", "disconnected", typeof(DisconnectedEventRequest))]
    public void Context_of_a_plain_HTTP_function_reads_the_event_by_its_kind(string eventType, string eventName, Type expected)
    {
        var context = Read<WebPubSubContext>($$"""
            {
              "request": { "connectionContext": { "eventType": "{{eventType}}", "eventName": "{{eventName}}" } },
              "response": { "status": 200, "body": "", "headers": {} },
              "errorMessage": null, "hasError": false, "isPreflight": false
            }
            """);

        Assert.IsType(expected, context.Request);
        Assert.Equal(200, context.Response.Status);
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(Encoding.UTF8.GetBytes(json), WorkerOptions)!;
}
