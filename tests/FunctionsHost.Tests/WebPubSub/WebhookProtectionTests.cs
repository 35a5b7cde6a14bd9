using System.Net;
using FunctionsHost.Tests.Support;

namespace FunctionsHost.Tests.WebPubSub;

/// <summary>Who may send events.</summary>
public sealed class WebhookProtectionTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("localhost:8080", true)]
    [InlineData("evil.example,localhost", true)]
    [InlineData("evil.example", false)]
    public async Task Handshake_allows_the_origins_of_the_connections_only(string origin, bool allowed)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host) { Origin = origin }.OptionsAsync();

        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(allowed, response.Headers.Contains("WebHook-Allowed-Origin"));
    }

    public static TheoryData<string?, bool> Signatures => new()
    {
        { $"sha256={WebhookClient.Sign("primary-key")}", true },
        { $"sha256={WebhookClient.Sign("primary-key").ToUpperInvariant()}", true },
        { $"sha256={WebhookClient.Sign("another-key")},sha256={WebhookClient.Sign("primary-key")}", true },
        { $"sha256={WebhookClient.Sign("secondary-key")}", true },
        { $"sha256={WebhookClient.Sign("another-key")}", false },
        { WebhookClient.Sign("primary-key"), false },
        { "sha256=", false },
        { "sha256=nothex", false },
        { null, false },
    };

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task Event_needs_a_signature_by_a_key_of_the_trigger_s_connections(string? signature, bool valid)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host) { Signature = signature }.UserAsync("echo", "hello");

        Assert.Equal(valid ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(valid ? 1 : 0, host.Recorder.Seen("echo").Count);
    }

    [Fact]
    public async Task Key_of_a_connection_that_the_trigger_does_not_name_opens_nothing()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host) { Signature = $"sha256={WebhookClient.Sign("secondary-key")}" }.UserAsync("parts", "x");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Event_of_another_origin_is_refused_although_it_is_signed()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host) { Origin = "evil.example" }.UserAsync("echo", "hello");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("runtime/webhooks/webpubsub", HttpStatusCode.Unauthorized)]
    [InlineData("runtime/webhooks/webpubsub?code=wrong", HttpStatusCode.Unauthorized)]
    [InlineData("runtime/webhooks/webpubsub?code=" + TestHost.FunctionKey, HttpStatusCode.Unauthorized)]
    [InlineData("runtime/webhooks/webpubsub?code=system-key", HttpStatusCode.OK)]
    public async Task System_key_is_asked_for_when_there_is_one(string path, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync(new TestHostSetup { SystemKey = "system-key" });
        var client = new WebhookClient(host) { Path = path };

        using var handshake = await client.OptionsAsync();
        using var response = await client.UserAsync("echo", "hello");

        Assert.Equal((status, status), (handshake.StatusCode, response.StatusCode));
    }

    [Fact]
    public async Task Service_that_is_reached_by_identity_signs_nothing()
    {
        await using var host = await TestHost.StartAsync(new TestHostSetup
        {
            Settings = new Dictionary<string, string?> { ["Primary"] = null, ["Primary__serviceUri"] = "https://demo.webpubsub.azure.com" },
        });
        var client = new WebhookClient(host) { Signature = null };

        using var known = await (client with { Origin = "demo.webpubsub.azure.com" }).UserAsync("parts", "x");
        using var other = await (client with { Origin = "evil.example" }).UserAsync("parts", "x");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (known.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task Event_that_no_function_has_is_not_found()
    {
        await using var host = await TestHost.StartAsync();

        using var unknown = await new WebhookClient(host).UserAsync("unknown", "x");
        using var otherType = await new WebhookClient(host).SystemAsync("echo", "{}");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknown.StatusCode, otherType.StatusCode));
    }

    [Fact]
    public async Task Request_that_is_no_event_is_a_bad_one()
    {
        await using var host = await TestHost.StartAsync();
        var client = new WebhookClient(host);

        using var put = await client.SendAsync(HttpMethod.Put, "azure.webpubsub.user.echo", "echo", [], "text/plain");
        using var noType = await client.SendAsync(HttpMethod.Post, "something.else", "echo", [], "text/plain");
        using var contentType = await client.UserAsync("echo", [1], "image/png");
        using var noJson = await client.SystemAsync("connected", "{");

        Assert.All([put, noType, contentType, noJson], response => Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode));
    }

    [Fact]
    public async Task Body_that_is_too_large_is_not_read()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host).UserAsync("echo", new byte[(2 * 1024 * 1024) + 1], "application/octet-stream");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(host.Recorder.Seen("echo"));
    }
}
