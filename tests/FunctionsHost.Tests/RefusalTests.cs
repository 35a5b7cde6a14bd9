using System.Net;
using System.Net.Sockets;
using FunctionsHost.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Tests;

/// <summary>What this host would run wrong stops its start, with a message that names it.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task Function_without_a_trigger_is_refused()
    {
        var refusal = await RefusalAsync(EmittedAssembly.WithFunction(typeof(string), trigger: null));

        Assert.Contains("Broken", refusal, StringComparison.Ordinal);
        Assert.Contains("exactly one trigger", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameter_that_nothing_binds_to_is_refused()
    {
        var trigger = EmittedAssembly.Attribute(typeof(HttpTriggerAttribute), AuthorizationLevel.Anonymous);

        var refusal = await RefusalAsync(EmittedAssembly.WithFunction(typeof(HttpRequest), trigger, typeof(int)));

        Assert.Contains("p2", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_bound_to_the_request_of_another_event_is_refused()
    {
        var trigger = EmittedAssembly.Attribute(typeof(WebPubSubTriggerAttribute), "chat", WebPubSubEventType.User, "any");

        var refusal = await RefusalAsync(EmittedAssembly.WithFunction(typeof(ConnectEventRequest), trigger));

        Assert.Contains("ConnectEventRequest", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_setting_of_an_expression_is_named()
    {
        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(With("HubName", null));

        Assert.Contains("HubName", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Primary")]
    [InlineData("CosmosDB")]
    public async Task Missing_connection_is_named(string connection)
    {
        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(With(connection, null));

        Assert.Contains(connection, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Primary")]
    [InlineData("CosmosDB")]
    public async Task Connection_that_can_not_be_read_is_named_and_not_repeated(string connection)
    {
        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(With(connection, "AccountKey=secret;AccessKey=secret"));

        Assert.Contains(connection, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_host_json_that_was_named_is_refused()
    {
        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(new TestHostSetup { HostJsonPath = "no-such-host.json" });

        Assert.Contains("no-such-host.json", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Busy_port_is_an_IOException()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await TestHost.RefusalAsync<IOException>(new TestHostSetup { Port = ((IPEndPoint)listener.LocalEndpoint).Port });
    }

    private static TestHostSetup With(string setting, string? value) =>
        new() { Settings = new Dictionary<string, string?> { [setting] = value } };

    private static async Task<string> RefusalAsync(System.Reflection.Assembly functions) =>
        (await TestHost.RefusalAsync<NotSupportedException>(new TestHostSetup { FunctionsAssembly = functions })).Message;
}
