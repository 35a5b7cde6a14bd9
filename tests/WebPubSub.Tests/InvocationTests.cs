using Microsoft.AspNetCore.Http;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>invoke, invokeResponse and cancelInvocation, as the official client defines them.</summary>
public sealed class InvocationTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Theory]
    [InlineData("""{"type":"invoke","invocationId":"1","target":"event","event":"e","dataType":"json","data":{"a":1}}""", "application/json", """{"a":1}""")]
    [InlineData("""{"type":"invoke","invocationId":"1","event":"e","dataType":"text","data":"x"}""", "text/plain", "x")]
    [InlineData("""{"type":"invoke","invocationId":"1","target":"event","event":"e"}""", "text/plain", "")]
    public async Task An_invocation_is_a_user_event_whose_answer_comes_back_under_its_id(string request, string contentType, string body)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        upstream.Answer = (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("[true]");
        };
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync(request);
        Assert.Equal(
            """{"type":"invokeResponse","invocationId":"1","success":true,"dataType":"json","data":[true]}""", await client.ReadTextAsync());
        var received = await upstream.NextAsync();
        Assert.Equal("azure.webpubsub.user.e", received["ce-type"]);
        Assert.Equal(contentType, received["Content-Type"]);
        Assert.Equal(body, received.Text);
    }

    [Fact]
    public async Task An_empty_answer_is_a_success_without_data()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await endpoint.AddUpstreamAsync();
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"invoke","invocationId":"1","target":"event","event":"e"}""");
        Assert.Equal("""{"type":"invokeResponse","invocationId":"1","success":true}""", await client.ReadTextAsync());
    }

    [Fact]
    public async Task A_failed_invocation_is_told_to_its_caller_whose_connection_stays()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("e");
        upstream.Answer = (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        var client = await endpoint.ConnectAsync(Json);
        foreach (var name in new[] { "e", "unhandled" })
        {
            await client.SendAsync($$"""{"type":"invoke","invocationId":"{{name}}","target":"event","event":"{{name}}"}""");
            var answer = await client.ReadJsonAsync();
            Assert.Equal(name, answer.GetProperty("invocationId").GetString());
            Assert.False(answer.GetProperty("success").GetBoolean());
            Assert.Equal("InternalServerError", answer.GetProperty("error").GetProperty("name").GetString());
        }

        await client.SendAsync("""{"type":"ping"}""");
        Assert.Equal("""{"type":"pong"}""", await client.ReadTextAsync());
    }

    [Fact]
    public async Task A_cancelled_invocation_is_given_up_and_gets_no_answer()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        var given = new TaskCompletionSource();
        upstream.Answer = async (received, context) =>
        {
            if (received["ce-eventName"] == "slow")
            {
                context.RequestAborted.Register(given.SetResult);
                await given.Task;
            }
        };
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"invoke","invocationId":"1","target":"event","event":"slow"}""");
        await upstream.NextAsync("slow");
        await client.SendAsync("""{"type":"invoke","invocationId":"1","target":"event","event":"again"}""");
        Assert.Equal("Duplicate", (await client.ReadJsonAsync()).GetProperty("error").GetProperty("name").GetString());

        await client.SendAsync("""{"type":"cancelInvocation","invocationId":"1"}""");
        await given.Task.WaitAsync(Deadline.Token);
        await client.SendAsync("""{"type":"cancelInvocation","invocationId":"unknown"}""");
        await client.SendAsync("""{"type":"invoke","invocationId":"2","target":"event","event":"fast"}""");
        Assert.Equal("2", (await client.ReadJsonAsync()).GetProperty("invocationId").GetString());
    }

    [Theory]
    [InlineData("""{"type":"invoke","event":"e"}""")]
    [InlineData("""{"type":"invoke","invocationId":"","event":"e"}""")]
    [InlineData("""{"type":"invoke","invocationId":"1"}""")]
    [InlineData("""{"type":"invoke","invocationId":"1","target":"group","event":"e"}""")]
    [InlineData("""{"type":"cancelInvocation"}""")]
    public async Task An_invocation_of_another_form_declines_the_client(string message)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync(message);
        await client.ReadToCloseAsync();
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.InvalidPayloadData, client.CloseStatus);
    }
}
