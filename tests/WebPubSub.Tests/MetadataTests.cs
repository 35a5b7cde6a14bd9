using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>What travels beside the data of a message.</summary>
public sealed class MetadataTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Fact]
    public async Task A_client_s_metadata_reaches_its_group()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, roles: ["webpubsub.sendToGroup"], groups: ["g"]);
        await client.SendAsync("""{"type":"sendToGroup","group":"g","data":1,"metadata":{"trace-id":"one","B":""}}""");
        Assert.Equal(
            """{"type":"message","from":"group","group":"g","fromUserId":null,"dataType":"json","data":1,"metadata":{"trace-id":"one","B":""}}""",
            await client.ReadTextAsync());
        await client.SendAsync("""{"type":"sendToGroup","group":"g","metadata":{"only":"this"}}""");
        Assert.Equal(
            """{"type":"message","from":"group","group":"g","fromUserId":null,"dataType":"text","data":"","metadata":{"only":"this"}}""",
            await client.ReadTextAsync());
    }

    [Fact]
    public async Task An_event_s_metadata_is_headers_for_its_handler_and_the_answer_s_come_back()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        upstream.Answer = (received, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.Headers["X-WebPubSub-Metadata-Trace"] = new[] { "first", "middle, last" };
            context.Response.Headers["X-WebPubSub-Metadata-"] = "ignored";
            context.Response.ContentType = "text/plain";
            return received["ce-eventName"] == "full" ? context.Response.WriteAsync("hi") : Task.CompletedTask;
        };
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"full","data":1,"metadata":{"trace":"other","Trace":"value"}}""");
        Assert.Equal("""{"type":"message","from":"server","dataType":"text","data":"hi","metadata":{"trace":"last"}}""", await client.ReadTextAsync());
        await client.SendAsync("""{"type":"event","event":"empty","data":1}""");
        Assert.Equal("""{"type":"message","from":"server","dataType":"text","data":"","metadata":{"trace":"last"}}""", await client.ReadTextAsync());
        Assert.Equal("value", (await upstream.NextAsync())["x-webpubsub-metadata-trace"]);
        Assert.Null((await upstream.NextAsync())["x-webpubsub-metadata-trace"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/groups/g")]
    [InlineData("/users/ana")]
    public async Task Headers_of_a_REST_send_are_metadata_of_its_message(string target)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, "ana", groups: ["g"]);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(endpoint, target, "Trace", "first, final")).StatusCode);
        Assert.Equal("""{"trace":"final"}""", (await client.ReadJsonAsync()).GetProperty("metadata").GetRawText());
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(endpoint, target, "Trace", new string('x', 1025))).StatusCode);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":\"1\",\"a\":\"2\"}")]
    [InlineData("{\"\":\"1\"}")]
    [InlineData("{\"a b\":\"1\"}")]
    [InlineData("{\"a\":\"ü\"}")]
    [InlineData("{\"a\":\"x\\r\\ny: z\"}")]
    [InlineData("long key")]
    [InlineData("long value")]
    [InlineData("long in all")]
    public async Task Metadata_of_another_form_declines_the_client(string metadata)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync($$"""{"type":"event","event":"e","data":1,"metadata":{{metadata switch
        {
            "long key" => $$"""{"{{new string('k', 257)}}":""}""",
            "long value" => $$"""{"k":"{{new string('v', 1025)}}"}""",
            "long in all" => $$"""{ {{string.Join(',', Enumerable.Range(0, 9).Select(i => $"\"{i}\":\"{new string('v', 1024)}\""))}} }""",
            _ => metadata,
        }}}}""");
        await client.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, client.CloseStatus);
    }

    private static Task<HttpResponseMessage> SendAsync(TestEndpoint endpoint, string target, string key, string value)
    {
        var content = new StringContent("x", Encoding.UTF8, "text/plain");
        content.Headers.Add("X-WebPubSub-Metadata-" + key, value);
        return endpoint.CallAsync(HttpMethod.Post, $"/api/hubs/chat{target}/:send", content);
    }
}
