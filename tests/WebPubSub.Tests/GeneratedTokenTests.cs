using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>Client access tokens that the REST API issues.</summary>
public sealed class GeneratedTokenTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Fact]
    public async Task A_generated_token_connects_with_what_it_was_asked_for()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var response = await endpoint.CallAsync(
            HttpMethod.Post, "/api/hubs/chat/:generateToken?userId=ana&role=webpubsub.sendToGroup&role=x&group=g&group=h&minutesToExpire=5");
        await using var client = await RawClient.ConnectAsync(await ClientUriAsync(endpoint, response), Json);
        await client.ReadGreetingAsync();
        Assert.Equal("ana", client.Greeting.GetProperty("userId").GetString());
        await client.SendAsync("""{"type":"sendToGroup","group":"h","data":1}""");
        Assert.Equal("h", (await client.ReadJsonAsync()).GetProperty("group").GetString());
    }

    [Theory]
    [InlineData("minutesToExpire=0", HttpStatusCode.BadRequest)]
    [InlineData("minutesToExpire=x", HttpStatusCode.BadRequest)]
    [InlineData("group=%20", HttpStatusCode.BadRequest)]
    [InlineData("clientType=other", HttpStatusCode.BadRequest)]
    [InlineData("clientType=mqtt", HttpStatusCode.NotImplemented)]
    [InlineData("clientType=default", HttpStatusCode.OK)]
    public async Task What_a_token_cannot_have_is_refused(string query, HttpStatusCode status)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        Assert.Equal(status, (await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/chat/:generateToken?" + query)).StatusCode);
    }

    [Theory]
    [InlineData("", 60)]
    [InlineData("minutesToExpire=5", 5)]
    public async Task A_generated_token_lives_for_the_minutes_that_it_was_asked_for(string query, int minutes)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var endpoint = await TestEndpoint.StartAsync(options => options.TimeProvider = time);
        var uri = await ClientUriAsync(endpoint, await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/chat/:generateToken?" + query));
        time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        await using var client = await RawClient.ConnectAsync(uri, Json);
        await client.ReadGreetingAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await TestEndpoint.RefusalAsync(uri, Json));
    }

    private static async Task<Uri> ClientUriAsync(TestEndpoint endpoint, HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestEndpoint.Cancel);
        return endpoint.ClientUri("?access_token=" + body.GetProperty("token").GetString());
    }
}
