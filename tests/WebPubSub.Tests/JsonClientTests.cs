using System.Net.WebSockets;
using System.Text.Json;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>The messages of json.webpubsub.azure.v1, byte by byte where it matters.</summary>
public sealed class JsonClientTests
{
    private const string Json = "json.webpubsub.azure.v1";
    private const string Any = "webpubsub.joinLeaveGroup";
    private const string SendAny = "webpubsub.sendToGroup";

    [Fact]
    public async Task Members_of_a_group_get_what_is_sent_to_it_with_its_sender()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var sender = await endpoint.ConnectAsync(Json, "ana", [SendAny]);
        var member = await endpoint.ConnectAsync(Json, "ben", [Any]);
        await member.SendAsync("""{"type":"joinGroup","group":"g","ackId":1}""");
        Assert.Equal("""{"type":"ack","ackId":1,"success":true}""", await member.ReadTextAsync());

        await sender.SendAsync("""{"type":"sendToGroup","group":"g","ackId":7,"dataType":"json","data":{"a": [1, "ü"]}}""");

        Assert.Equal(
            """{"type":"message","from":"group","group":"g","fromUserId":"ana","dataType":"json","data":{"a": [1, "ü"]}}""",
            await member.ReadTextAsync());
        Assert.Equal("""{"type":"ack","ackId":7,"success":true}""", await sender.ReadTextAsync());
    }

    [Theory]
    [InlineData("""{"type":"sendToGroup","group":"g","data":[1,2]}""", "json", "[1,2]")]
    [InlineData("""{"type":"sendToGroup","group":"g","dataType":"text","data":"a \"b\"\n"}""", "text", "\"a \\\"b\\\"\\n\"")]
    [InlineData("""{"type":"sendToGroup","group":"g","dataType":"binary","data":"aGVsbG8="}""", "binary", "\"aGVsbG8=\"")]
    public async Task Each_data_type_arrives_as_it_was_sent(string request, string dataType, string data)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, roles: [SendAny], groups: ["g"]);
        await client.SendAsync(request);
        var message = await client.ReadJsonAsync();
        Assert.Equal(dataType, message.GetProperty("dataType").GetString());
        Assert.Equal(data, message.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task NoEcho_spares_the_sender_alone()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var sender = await endpoint.ConnectAsync(Json, roles: [SendAny], groups: ["g"]);
        var member = await endpoint.ConnectAsync(Json, groups: ["g"]);
        await sender.SendAsync("""{"type":"sendToGroup","group":"g","noEcho":true,"ackId":1,"data":1}""");
        Assert.Equal(1, (await member.ReadJsonAsync()).GetProperty("data").GetInt32());
        Assert.Equal("ack", (await sender.ReadJsonAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_client_that_left_a_group_gets_no_more_of_it()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, roles: [Any, SendAny], groups: ["g", "h"]);
        await client.SendAsync("""{"type":"leaveGroup","group":"g","ackId":1}""");
        Assert.True((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        await endpoint.SendTextAsync("/groups/g", "not for it");
        await endpoint.SendTextAsync("/groups/h", "for it");
        Assert.Equal("for it", (await client.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Theory]
    [InlineData("joinGroup", "g", "webpubsub.joinLeaveGroup", true)]
    [InlineData("joinGroup", "g", "webpubsub.joinLeaveGroup.g", true)]
    [InlineData("joinGroup", "g", "webpubsub.joinLeaveGroup.other", false)]
    [InlineData("joinGroup", "g", "webpubsub.sendToGroup", false)]
    [InlineData("leaveGroup", "g", "webpubsub.joinLeaveGroup.g", true)]
    [InlineData("leaveGroup", "g", "webpubsub.sendToGroup.g", false)]
    [InlineData("sendToGroup", "g", "webpubsub.sendToGroup", true)]
    [InlineData("sendToGroup", "g", "webpubsub.sendToGroup.g", true)]
    [InlineData("sendToGroup", "g", "webpubsub.sendToGroup.G", false)]
    [InlineData("sendToGroup", "g", "webpubsub.joinLeaveGroup", false)]
    public async Task Roles_rule_what_a_client_may_do(string type, string group, string role, bool allowed)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, roles: [role]);
        await client.SendAsync(JsonSerializer.Serialize(new { type, group, ackId = 1, data = 1 }));
        var ack = await client.ReadJsonAsync();
        Assert.Equal(allowed, ack.GetProperty("success").GetBoolean());
        if (!allowed)
        {
            Assert.Equal("Forbidden", ack.GetProperty("error").GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task An_ackId_works_once_but_a_refused_one_can_be_tried_again()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, roles: ["webpubsub.sendToGroup.g"], groups: ["g"]);
        const string Send = """{"type":"sendToGroup","group":"g","ackId":5,"data":1}""";
        await client.SendAsync("""{"type":"sendToGroup","group":"other","ackId":5,"data":1}""");
        Assert.Equal("Forbidden", (await client.ReadJsonAsync()).GetProperty("error").GetProperty("name").GetString());
        await client.SendAsync(Send);
        Assert.Equal("message", (await client.ReadJsonAsync()).GetProperty("type").GetString());
        Assert.True((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        await client.SendAsync(Send);
        Assert.Equal(
            """{"type":"ack","ackId":5,"success":false,"error":{"name":"Duplicate","message":"Message with ack-id: 5 has been processed"}}""",
            await client.ReadTextAsync());
    }

    [Fact]
    public async Task AckIds_work_once_in_whatever_order_they_come()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, roles: [Any]);
        ulong[] ids = [5, 1, 3, 2, 4, 9, 7, 8, 0, ulong.MaxValue];
        foreach (var id in ids)
        {
            Assert.True(await TryAckIdAsync(client, id), $"{id} is new");
        }

        foreach (var id in ids)
        {
            Assert.False(await TryAckIdAsync(client, id), $"{id} is not new");
        }

        Assert.True(await TryAckIdAsync(client, 6));
    }

    [Fact]
    public async Task The_newest_thousand_ackIds_are_remembered()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, roles: [Any]);
        const int Remembered = 1000;
        for (ulong id = 0; id <= Remembered; id++)
        {
            Assert.True(await TryAckIdAsync(client, id));
        }

        Assert.False(await TryAckIdAsync(client, 1));
        Assert.False(await TryAckIdAsync(client, Remembered));
        Assert.True(await TryAckIdAsync(client, 0));
    }

    [Fact]
    public async Task A_ping_gets_a_pong()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"ping"}""");
        Assert.Equal("""{"type":"pong"}""", await client.ReadTextAsync());
    }

    [Fact]
    public async Task A_binary_frame_is_refused_with_1003()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"ping"}"""u8.ToArray());
        await client.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, client.CloseStatus);
    }

    [Fact]
    public async Task Types_and_the_subprotocol_are_known_in_any_case()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync("JSON.WEBPUBSUB.AZURE.V1", roles: [SendAny], groups: ["g"]);
        Assert.Equal("JSON.WEBPUBSUB.AZURE.V1", client.Subprotocol);
        await client.SendAsync("""{"type":"PING"}""");
        Assert.Equal("""{"type":"pong"}""", await client.ReadTextAsync());
        await client.SendAsync("""{"type":"SENDTOGROUP","group":"g","dataType":"TEXT","data":"x"}""");
        Assert.Equal("text", (await client.ReadJsonAsync()).GetProperty("dataType").GetString());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("Z")]
    [InlineData("mark-read")]
    [InlineData("chat.sendTextMessage")]
    [InlineData("a_1")]
    [InlineData("128")]
    public async Task An_event_s_name_is_a_letter_and_letters_digits_underscores_dots_and_dashes(string name)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        var client = await endpoint.ConnectAsync(Json);
        name = name == "128" ? new string('n', 128) : name;
        await client.SendAsync($$"""{"type":"event","event":"{{name}}","ackId":1,"data":1}""");
        Assert.True((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        Assert.Equal(name, (await upstream.NextAsync())["ce-eventName"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1event")]
    [InlineData("_a")]
    [InlineData("-a")]
    [InlineData("bad/event")]
    [InlineData("bad event")]
    [InlineData("bad\\n")]
    [InlineData("ñ")]
    [InlineData("notification:sync-request")]
    [InlineData("129")]
    public async Task An_event_of_any_other_name_declines_the_client_with_1007(string name)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        foreach (var type in new[] { "event", "invoke" })
        {
            var client = await endpoint.ConnectAsync(Json);
            name = name == "129" ? new string('n', 129) : name;
            await client.SendAsync($$"""{"type":"{{type}}","invocationId":"1","event":"{{name}}","ackId":1,"data":1}""");
            await client.ReadToCloseAsync();
            Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, client.CloseStatus);
            Assert.Equal("The client message is not a valid JSON protocol message.", client.CloseReason);
        }

        Assert.True(upstream.HasNoMore);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"dance"}""")]
    [InlineData("""{"type":"joinGroup"}""")]
    [InlineData("""{"type":"joinGroup","group":" "}""")]
    [InlineData("""{"type":"joinGroup","group":"g","ackId":-1}""")]
    [InlineData("""{"type":"joinGroup","group":"g","ackId":"1"}""")]
    [InlineData("""{"type":"sendToGroup","group":"g"}""")]
    [InlineData("""{"type":"sendToGroup","group":"g","dataType":"text","data":1}""")]
    [InlineData("""{"type":"sendToGroup","group":"g","dataType":"text","data":"\ud800"}""")]
    [InlineData("""{"type":"sendToGroup","group":"g","dataType":"binary","data":"*"}""")]
    [InlineData("""{"type":"sendToGroup","group":"g","dataType":"yaml","data":"a"}""")]
    [InlineData("""{"type":"sendToGroup","group":"g","data":1,"noEcho":1}""")]
    [InlineData("""{"type":"sendToGroup","group":"g","data":1,"ttlSeconds":301}""")]
    [InlineData("""{"type":"sendToGroup","group":"g","data":1,"noEcho":null}""")]
    [InlineData("""{"type":"sendToGroup","group":"g","data":null}""")]
    [InlineData("""{"type":"sequenceAck"}""")]
    public async Task A_message_of_another_form_declines_the_client_and_disturbs_no_other(string message)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var bystander = await endpoint.ConnectAsync(Json, groups: ["g"]);
        var client = await endpoint.ConnectAsync(Json, roles: [Any, SendAny]);
        await client.SendAsync(message);
        var farewell = Assert.Single(await client.ReadToCloseAsync());
        Assert.Equal("disconnected", farewell.GetProperty("event").GetString());
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, client.CloseStatus);
        Assert.StartsWith(client.CloseReason!, farewell.GetProperty("message").GetString(), StringComparison.Ordinal);

        await endpoint.SendTextAsync("", "still here");
        Assert.Equal("still here", (await bystander.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task A_message_past_the_limit_closes_with_1009_and_one_at_the_limit_does_not()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Limits = options.Limits with { MaxClientMessageBytes = 20_000 });
        var client = await endpoint.ConnectAsync(Json, roles: [SendAny], groups: ["g"]);
        var envelope = """{"type":"sendToGroup","group":"g","data":""}""";
        await client.SendAsync(envelope.Replace("\"\"", $"\"{new string('x', 20_000 - envelope.Length)}\"", StringComparison.Ordinal));
        Assert.Equal(20_000 - envelope.Length, (await client.ReadJsonAsync()).GetProperty("data").GetString()!.Length);

        await client.SendAsync(new string(' ', 1_000_000));
        await client.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, client.CloseStatus);
    }

    [Fact]
    public async Task Large_and_small_messages_arrive_whole_and_in_order()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync("json.reliable.webpubsub.azure.v1", groups: ["g"]);
        int[] sizes = [1, 125, 126, 127, 16_000, 16_384, 65_535, 65_536, 300_000, 3, 70_000, 5];
        foreach (var size in sizes)
        {
            await endpoint.SendTextAsync("/groups/g", new string('x', size));
        }

        foreach (var size in sizes)
        {
            Assert.Equal(size, (await client.ReadJsonAsync()).GetProperty("data").GetString()!.Length);
        }
    }

    /// <summary>Whether a request with that ackId was done; otherwise it was refused as a duplicate.</summary>
    private static async Task<bool> TryAckIdAsync(RawClient client, ulong id)
    {
        await client.SendAsync($$"""{"type":"leaveGroup","group":"g","ackId":{{id}}}""");
        var ack = await client.ReadJsonAsync();
        Assert.Equal(id, ack.GetProperty("ackId").GetUInt64());
        var done = ack.GetProperty("success").GetBoolean();
        Assert.True(done || ack.GetProperty("error").GetProperty("name").GetString() == "Duplicate");
        return done;
    }
}
