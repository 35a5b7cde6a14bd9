using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>npm @azure/web-pubsub-client, unchanged, against the endpoint.</summary>
public sealed class OfficialClientTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_connects_joins_sends_and_receives(bool reliable)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var client = await NodeProcess.StartAsync("pubsub-client.mjs");
        await client.CallAsync("start", endpoint.ClientUrl("ana", ["webpubsub.joinLeaveGroup", "webpubsub.sendToGroup"]), new { reliable });
        var connected = await client.EventAsync("connected");
        Assert.Equal("ana", connected.GetProperty("userId").GetString());

        await client.CallAsync("joinGroup", "g");
        await client.CallAsync("sendToGroup", "g", "hi", "text");
        var message = await client.EventAsync("group-message");
        Assert.Equal("hi", message.GetProperty("data").GetString());
        Assert.Equal("ana", message.GetProperty("fromUserId").GetString());
        Assert.Equal(reliable, message.GetProperty("sequenceId").ValueKind == System.Text.Json.JsonValueKind.Number);

        await client.CallAsync("sendToGroup", "g", new { a = new[] { 1, 2 } }, "json");
        Assert.Equal("""{"a":[1,2]}""", (await client.EventAsync("group-message")).GetProperty("data").GetRawText());
        await client.CallAsync("sendToGroup", "g", "AAH/", "binary");
        Assert.Equal("AAH/", (await client.EventAsync("group-message")).GetProperty("data").GetString());

        await endpoint.SendTextAsync("/groups/g", "from the server to the group");
        var sent = await client.EventAsync("group-message");
        Assert.Equal("from the server to the group", sent.GetProperty("data").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, sent.GetProperty("fromUserId").ValueKind);
        await endpoint.SendTextAsync("/users/ana", "from the server");
        Assert.Equal("from the server", (await client.EventAsync("server-message")).GetProperty("data").GetString());
    }

    [Fact]
    public async Task Its_events_reach_the_upstream_and_answers_come_back()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("*", "connected", "disconnected");
        upstream.Answer = async (received, context) =>
        {
            if (received["ce-eventName"] == "sync-request")
            {
                context.Response.StatusCode = 200;
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync("""{"event":"answer"}"""u8.ToArray());
            }
        };
        await using var client = await NodeProcess.StartAsync("pubsub-client.mjs");
        await client.CallAsync("start", endpoint.ClientUrl("ana"));
        await upstream.NextAsync("connected");
        await client.CallAsync("sendEvent", "sync-request", new { cursor = (string?)null }, "json");
        Assert.Equal("""{"event":"answer"}""", (await client.EventAsync("server-message")).GetProperty("data").GetRawText());
        Assert.Equal("""{"cursor":null}""", (await upstream.NextAsync()).Text);
    }

    [Fact]
    public async Task After_a_cut_it_recovers_the_same_connection_and_misses_nothing()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "connected", "disconnected");
        await using var client = await NodeProcess.StartAsync("pubsub-client.mjs");
        await client.CallAsync("start", endpoint.ClientUrl("ana", groups: ["g"]));
        await endpoint.SendTextAsync("/groups/g", "1");
        Assert.Equal("1", (await client.EventAsync("group-message")).GetProperty("data").GetString());

        await client.CallAsync("cut");
        for (var i = 2; i <= 20; i++)
        {
            await endpoint.SendTextAsync("/groups/g", $"{i}");
        }

        for (var i = 2; i <= 20; i++)
        {
            Assert.Equal($"{i}", (await client.EventAsync("group-message")).GetProperty("data").GetString());
        }

        await upstream.NextAsync("connected");
        Assert.True(upstream.HasNoMore);
    }

    [Fact]
    public async Task Closed_by_the_server_it_connects_anew()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var client = await NodeProcess.StartAsync("pubsub-client.mjs");
        await client.CallAsync("start", endpoint.ClientUrl("ana"));
        var first = (await client.EventAsync("connected")).GetProperty("connectionId").GetString();
        await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/chat/users/ana/:closeConnections?reason=out");
        Assert.Equal(
            "Application server closed the connection. Reason: out",
            (await client.EventAsync("disconnected")).GetProperty("message").GetString());
        Assert.NotEqual(first, (await client.EventAsync("connected")).GetProperty("connectionId").GetString());
    }

    [Fact]
    public async Task A_repeated_ackId_is_a_duplicate_to_it_and_a_missing_role_an_error()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var client = await NodeProcess.StartAsync("pubsub-client.mjs");
        await client.CallAsync("start", endpoint.ClientUrl("ana", ["webpubsub.sendToGroup.g"], ["g"]));
        var first = await client.CallAsync("sendToGroup", "g", "once", "text", new { ackId = 77 });
        Assert.False(first.GetProperty("isDuplicated").GetBoolean());
        var second = await client.CallAsync("sendToGroup", "g", "twice", "text", new { ackId = 77 });
        Assert.True(second.GetProperty("isDuplicated").GetBoolean());
        Assert.Equal("once", (await client.EventAsync("group-message")).GetProperty("data").GetString());
        await client.CallAsync("sendToGroup", "g", "end", "text");
        Assert.Equal("end", (await client.EventAsync("group-message")).GetProperty("data").GetString());

        var refused = await Assert.ThrowsAsync<NodeCallException>(() => client.CallAsync("joinGroup", "h"));
        Assert.Equal("Forbidden", refused.Error.GetProperty("detail").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Its_event_that_failed_is_an_error_to_it_and_can_be_sent_again_on_the_same_connection()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        var attempts = 0;
        upstream.Answer = (_, context) =>
        {
            context.Response.StatusCode = ++attempts == 1 ? 400 : 204;
            return Task.CompletedTask;
        };
        await using var client = await NodeProcess.StartAsync("pubsub-client.mjs");
        await client.CallAsync("start", endpoint.ClientUrl("ana"));
        var failed = await Assert.ThrowsAsync<NodeCallException>(() => client.CallAsync("sendEvent", "e", "x", "text", new { ackId = 7 }));
        Assert.Equal("InternalServerError", failed.Error.GetProperty("detail").GetProperty("name").GetString());
        var again = await client.CallAsync("sendEvent", "e", "x", "text", new { ackId = 7 });
        Assert.False(again.GetProperty("isDuplicated").GetBoolean());
        Assert.Equal((await upstream.NextAsync())["ce-connectionId"], (await upstream.NextAsync())["ce-connectionId"]);
    }

    [Fact]
    public async Task Its_invocations_are_answered_fail_and_can_be_cancelled()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        var given = new TaskCompletionSource();
        upstream.Answer = async (received, context) =>
        {
            switch (received["ce-eventName"])
            {
                case "add":
                    context.Response.StatusCode = 200;
                    context.Response.ContentType = "application/json";
                    await context.Response.Body.WriteAsync(received.Body);
                    break;
                case "fail":
                    context.Response.StatusCode = 500;
                    break;
                default:
                    context.RequestAborted.Register(given.SetResult);
                    await given.Task;
                    break;
            }
        };
        await using var client = await NodeProcess.StartAsync("pubsub-client.mjs");
        await client.CallAsync("start", endpoint.ClientUrl("ana"));
        var answer = await client.CallAsync("invokeEvent", "add", new { a = 1 }, "json");
        Assert.Equal("""{"dataType":"json","data":{"a":1}}""", answer.GetRawText());

        var failed = await Assert.ThrowsAsync<NodeCallException>(() => client.CallAsync("invokeEvent", "fail", "x", "text"));
        Assert.Equal("InvocationError", failed.Error.GetProperty("name").GetString());
        Assert.Equal("InternalServerError", failed.Error.GetProperty("detail").GetProperty("name").GetString());

        await Assert.ThrowsAsync<NodeCallException>(() => client.CallAsync("invokeEvent", "slow", "x", "text", 100));
        await given.Task.WaitAsync(Deadline.Token);
        await client.CallAsync("invokeEvent", "add", 1, "json");
    }

    [Fact]
    public async Task It_reads_fast_messages_of_many_sizes_without_loss_through_repeated_cuts()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var client = await NodeProcess.StartAsync("pubsub-client.mjs");
        await client.CallAsync("start", endpoint.ClientUrl("ana", groups: ["g"]));
        const int Messages = 300;
        for (var i = 0; i < Messages; i++)
        {
            await endpoint.SendTextAsync("/groups/g", $"{i} {new string('x', i * i % 5000)}");
            if (i % 100 == 50)
            {
                endpoint.Endpoint.Faults.CutClients();
            }
        }

        for (var i = 0; i < Messages; i++)
        {
            var data = (await client.EventAsync("group-message")).GetProperty("data").GetString()!;
            Assert.Equal($"{i}", data[..data.IndexOf(' ', StringComparison.Ordinal)]);
        }
    }
}
