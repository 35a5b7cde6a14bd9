using System.Net;
using System.Net.Sockets;
using FunctionsHost.Tests.Support;

namespace FunctionsHost.Tests;

/// <summary>What this host would run wrong stops its start, with a message that names it.</summary>
public sealed class RefusalTests
{
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
    public async Task Folder_that_holds_no_app_is_named()
    {
        var empty = Directory.CreateTempSubdirectory("no-app-").FullName;

        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(new TestHostSetup { AppDirectory = empty });

        Assert.Contains(empty, refusal.Message, StringComparison.Ordinal);
        Directory.Delete(empty);
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
}
