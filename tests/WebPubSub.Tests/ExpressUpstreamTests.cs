using System.Net;
using Fixia.Local.WebPubSub;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>npm @azure/web-pubsub-express, unchanged, as the upstream.</summary>
public sealed class ExpressUpstreamTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Fact]
    public async Task It_is_registered_asked_and_told_and_its_answers_and_states_work()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var upstream = await NodeProcess.StartAsync("express-upstream.mjs");
        await RegisterAsync(endpoint, upstream, [endpoint.Endpoint.Endpoint.ToString()]);
        var client = await endpoint.ConnectAsync(Json, "ana", extraQuery: "&q=1");

        var connect = await upstream.EventAsync("connect");
        Assert.Equal("ana", connect.GetProperty("userId").GetString());
        Assert.Equal("""["1"]""", connect.GetProperty("queries").GetProperty("q").GetRawText());
        Assert.Equal($"""["{Json}"]""", connect.GetProperty("subprotocols").GetRawText());
        Assert.StartsWith("sha256=", connect.GetProperty("signature").GetString(), StringComparison.Ordinal);
        var connected = await upstream.EventAsync("connected");
        Assert.Equal(client.ConnectionId, connected.GetProperty("connectionId").GetString());
        Assert.Equal("""{"visits":1}""", connected.GetProperty("states").GetRawText());

        // What it put into its answer to connect: a group and a role.
        await client.SendAsync("""{"type":"sendToGroup","group":"from-connect","data":"hi"}""");
        Assert.Equal("hi", (await client.ReadJsonAsync()).GetProperty("data").GetString());

        await client.SendAsync("""{"type":"event","event":"greet","dataType":"text","data":"world"}""");
        Assert.Equal("""{"type":"message","from":"server","dataType":"text","data":"hello world"}""", await client.ReadTextAsync());
        Assert.Equal("greet", (await upstream.EventAsync("userEvent")).GetProperty("name").GetString());
        await client.SendAsync("""{"type":"event","event":"count","data":{"a":1}}""");
        Assert.Equal("""{"visits":2}""", (await client.ReadJsonAsync()).GetProperty("data").GetRawText());
        Assert.Equal("""{"a":1}""", (await upstream.EventAsync("userEvent")).GetProperty("data").GetRawText());
        await client.SendAsync("""{"type":"event","event":"binary","dataType":"binary","data":"AAH/"}""");
        Assert.Equal("AQL/", (await client.ReadJsonAsync()).GetProperty("data").GetString());
        var binary = await upstream.EventAsync("userEvent");
        Assert.Equal("AAH/", binary.GetProperty("data").GetString());
        Assert.Equal("""{"visits":2}""", binary.GetProperty("states").GetRawText());

        await client.CloseAsync(reason: "done");
        Assert.Equal("done", (await upstream.EventAsync("disconnected")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Its_refusal_reaches_the_client_and_its_failure_fails_the_event()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var upstream = await NodeProcess.StartAsync("express-upstream.mjs");
        await RegisterAsync(endpoint, upstream, allowed: null);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await TestEndpoint.RefusalAsync(endpoint.ClientUri("?access_token=" + endpoint.Token("banned")), Json));

        var client = await endpoint.ConnectAsync(Json, "ana");
        await client.SendAsync("""{"type":"event","event":"fail","ackId":1,"data":1}""");
        Assert.False((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task One_that_allows_only_another_endpoint_is_not_registered()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var upstream = await NodeProcess.StartAsync("express-upstream.mjs");
        await Assert.ThrowsAsync<EventHandlerValidationException>(() => RegisterAsync(endpoint, upstream, ["https://other.webpubsub.azure.com"]));
    }

    private static async Task RegisterAsync(TestEndpoint endpoint, NodeProcess upstream, string[]? allowed)
    {
        // An argument that is null arrives as null, and the handler takes only a missing one for everyone.
        var port = allowed is null
            ? await upstream.CallAsync("listen", "chat")
            : await upstream.CallAsync("listen", "chat", allowed);
        await endpoint.Endpoint.ConfigureHubAsync("chat", new HubSettings
        {
            EventHandlers =
            [
                new EventHandlerSettings
                {
                    UrlTemplate = $"http://127.0.0.1:{port.GetInt32()}/hooks",
                    UserEventPattern = "*",
                    SystemEvents = ["connect", "connected", "disconnected"],
                },
            ],
        }, TestEndpoint.Cancel);
    }
}
