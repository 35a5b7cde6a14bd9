using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Fixia.Local.WebPubSub;
using Microsoft.IdentityModel.Tokens;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>Who may connect, and as whom.</summary>
public sealed class ConnectTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Fact]
    public async Task A_token_names_the_user_and_the_first_groups()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, "ana", groups: ["a", "b"]);

        Assert.Equal("system", client.Greeting.GetProperty("type").GetString());
        Assert.Equal("connected", client.Greeting.GetProperty("event").GetString());
        Assert.Equal("ana", client.Greeting.GetProperty("userId").GetString());
        Assert.False(client.Greeting.TryGetProperty("reconnectionToken", out _));

        await endpoint.SendTextAsync("/groups/a", "to a");
        await endpoint.SendTextAsync("/groups/b", "to b");
        await endpoint.SendTextAsync("/users/ana", "to ana");
        Assert.Equal(["to a", "to b", "to ana"], await DataOf(client, 3));
    }

    [Fact]
    public async Task A_token_in_the_Authorization_header_and_the_hub_in_the_query_work_too()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + endpoint.Token("ana"));
        await socket.ConnectAsync(
            new UriBuilder(endpoint.Endpoint.Endpoint) { Scheme = "ws", Path = "/client/", Query = "?hub=chat" }.Uri, Deadline.Token);

        await Deadline.UntilAsync(async () =>
            (await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/users/ana")).StatusCode == HttpStatusCode.OK);
    }

    public static TheoryData<string, Func<TestEndpointTokens, string?>> BadTokens => new()
    {
        { "no token", _ => null },
        { "not a token", _ => "nonsense" },
        { "another key", t => t.With(key: Convert.ToBase64String(new byte[33])) },
        { "another hub", t => t.With(audience: t.Base + "client/hubs/other") },
        { "another host", t => t.With(audience: "http://example.com/client/hubs/chat") },
        { "expired", t => t.With(life: TimeSpan.FromSeconds(-1)) },
        { "not yet valid", t => t.With(now: DateTimeOffset.UtcNow.AddMinutes(10)) },
    };

    [Theory]
    [MemberData(nameof(BadTokens), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_token_is_refused_with_401(string why, Func<TestEndpointTokens, string?> makeToken)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var token = makeToken(new TestEndpointTokens(endpoint));
        var uri = endpoint.ClientUri(token is null ? "" : "?access_token=" + token);
        Assert.True(await TestEndpoint.RefusalAsync(uri, Json) == HttpStatusCode.Unauthorized, why);
    }

    [Fact]
    public async Task A_token_signed_with_no_algorithm_is_refused()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var parts = endpoint.Token("ana").Split('.');
        var header = Convert.ToBase64String("""{"alg":"none","typ":"JWT"}"""u8).TrimEnd('=');
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await TestEndpoint.RefusalAsync(endpoint.ClientUri($"?access_token={header}.{parts[1]}."), Json));
    }

    [Theory]
    [InlineData(SecurityAlgorithms.HmacSha256, true)]
    [InlineData(SecurityAlgorithms.HmacSha512, false)]
    public async Task The_algorithm_of_a_token_is_HS256(string algorithm, bool accepted)
    {
        await using var endpoint = await TestEndpoint.StartAsync(options => options.AccessKey = new string('k', 64));
        var uri = endpoint.ClientUri("?access_token=" + endpoint.Token(algorithm: algorithm));
        if (accepted)
        {
            await using var client = await RawClient.ConnectAsync(uri, Json);
            await client.ReadGreetingAsync();
        }
        else
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await TestEndpoint.RefusalAsync(uri, Json));
        }
    }

    [Theory]
    [InlineData("", HttpStatusCode.Unauthorized, "Error.Unauthorized")]
    [InlineData("?webpubsub_mode=other&access_token=", HttpStatusCode.BadRequest, "Error.BadRequest")]
    public async Task A_refused_handshake_is_answered_with_an_error_body(string query, HttpStatusCode status, string code)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var response = await endpoint.ShakeHandsAsync(query + (query.Length > 0 ? endpoint.Token() : ""));
        Assert.Equal(status, response.StatusCode);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestEndpoint.Cancel)).RootElement;
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.NotEmpty(body.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task A_hub_can_take_anonymous_clients()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await endpoint.Endpoint.ConfigureHubAsync("chat", new HubSettings { AllowAnonymous = true }, TestEndpoint.Cancel);
        await using var client = await RawClient.ConnectAsync(endpoint.ClientUri(""), Json);
        await client.ReadGreetingAsync();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, client.Greeting.GetProperty("userId").ValueKind);
    }

    [Fact]
    public async Task An_invalid_hub_name_is_refused_with_400()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var uri = new UriBuilder(endpoint.Endpoint.Endpoint) { Scheme = "ws", Path = "/client/hubs/1bad", Query = "?access_token=" + endpoint.Token() }.Uri;
        Assert.Equal(HttpStatusCode.BadRequest, await TestEndpoint.RefusalAsync(uri));
    }

    [Theory]
    [InlineData("protobuf.webpubsub.azure.v1")]
    [InlineData("protobuf.reliable.webpubsub.azure.v1")]
    [InlineData("mqtt")]
    public async Task A_subprotocol_that_is_not_played_is_refused_with_400(string subprotocol)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await TestEndpoint.RefusalAsync(endpoint.ClientUri("?access_token=" + endpoint.Token()), subprotocol));
    }

    [Fact]
    public async Task The_first_known_of_several_subprotocols_is_taken()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var client = await RawClient.ConnectAsync(
            endpoint.ClientUri("?access_token=" + endpoint.Token()), "custom", "json.reliable.webpubsub.azure.v1", Json);
        Assert.Equal("json.reliable.webpubsub.azure.v1", client.Subprotocol);
    }

    [Fact]
    public async Task A_request_that_is_no_handshake_gets_400()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var response = await endpoint.CallAsync(HttpMethod.Get, "/client/hubs/chat", apiVersion: "");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("a;bcdefghijklmnopqrstuvwxyz0123456789abcdefgh")]
    public async Task An_access_key_that_cannot_work_is_refused_at_start(string key)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            WebPubSubEndpoint.StartAsync(new WebPubSubEndpointOptions { AccessKey = key }, TestEndpoint.Cancel));
        Assert.Contains("AccessKey", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_out_of_range_is_refused_at_start_by_name()
    {
        var options = new WebPubSubEndpointOptions { Limits = new WebPubSubLimits { MaxOutboundMessages = 0 } };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => WebPubSubEndpoint.StartAsync(options, TestEndpoint.Cancel));
        Assert.Contains("MaxOutboundMessages", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_and_timeouts_that_the_service_publishes_are_the_defaults()
    {
        var options = new WebPubSubEndpointOptions();
        Assert.Equal(1024 * 1024, options.Limits.MaxClientMessageBytes);
        Assert.Equal(1024, options.Limits.MaxGroupNameLength);
        Assert.Equal(1000, options.Limits.MaxUnacknowledgedMessages);
        Assert.Equal(16 * 1024 * 1024, options.Limits.MaxUnacknowledgedBytes);
        Assert.Equal(TimeSpan.FromSeconds(30), options.Timeouts.Recovery);
        Assert.Equal(TimeSpan.FromDays(7), options.Timeouts.ReconnectionToken);
    }

    private static async Task<List<string?>> DataOf(RawClient client, int count)
    {
        var data = new List<string?>();
        for (var i = 0; i < count; i++)
        {
            data.Add((await client.ReadJsonAsync()).GetProperty("data").GetString());
        }

        return data;
    }
}
