using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fixia.Local.Cosmos;
using Fixia.Local.FunctionsHost;
using Fixia.Local.Stack;
using Fixia.Local.WebPubSub;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.EndToEnd.Tests;

/// <summary>Stacks of which some parts run elsewhere: the route of Functions Core Tools, and services given by connection string.</summary>
public sealed partial class PartialStackTests : IDisposable
{
    private const string ProducerKey = "a key of the other host";
    private readonly string data = Directory.CreateTempSubdirectory("fixia-parts-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task A_functions_host_that_starts_later_works_with_the_settings_that_were_printed()
    {
        // Holds the port until the functions take it, and answers as a host that is still starting.
        await using var placeholder = await StartPlaceholderAsync();
        var port = new Uri(placeholder.Urls.Single()).Port;
        await using var stack = await StartAsync(Options(StackParts.Cosmos | StackParts.WebPubSub) with { FunctionsPort = port });
        var settings = Printed(stack);

        // No Azurite is started for this host, as somebody would who works with what is printed.
        foreach (var (name, value) in StackOptions.SettingsWithoutStorage)
        {
            settings[name] = value!;
        }

        await placeholder.StopAsync(Token);
        await using var functions = await FunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                AppDirectory = StackOptions.BuiltFunctionsApp,
                ConfigureLogging = Quiet,
                FunctionKey = ProducerKey,
                Settings = settings!,
                Port = port,
            },
            Token);
        await functions.WaitForTriggersAsync(Token);

        // The hub has its event handler only once the host answered; a device that connected before is not confirmed.
        await DeliverAsync(new Uri(functions.BaseAddress, "api/"), ProducerKey, UserToken(settings));
    }

    [Fact]
    public async Task The_settings_that_are_printed_are_those_of_the_sample()
    {
        await using var placeholder = await StartPlaceholderAsync();
        await using var stack = await StartAsync(
            Options(StackParts.Cosmos | StackParts.WebPubSub) with { FunctionsPort = new Uri(placeholder.Urls.Single()).Port });
        using var sample = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(StackProcess.RepositoryRoot, "local.settings.sample.json"), Token));
        var expected = sample.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!);
        var printed = Printed(stack);

        // The stack of this test is on free ports, and the sample on the default ones.
        printed[FixiaDatabase.Connection] = WithPort(printed[FixiaDatabase.Connection], StackOptions.DefaultCosmosPort);
        printed[Hub.Connection] = WithPort(printed[Hub.Connection], StackOptions.DefaultWebPubSubPort);
        Assert.Equal(expected, printed);
        Assert.Equal(
            StackOptions.DefaultFunctionsPort, sample.RootElement.GetProperty("Host").GetProperty("LocalHttpPort").GetInt32());
    }

    [Fact]
    public async Task The_parts_of_a_stack_can_be_stacks_of_their_own()
    {
        await using var cosmos = await StartAsync(Options(StackParts.Cosmos) with { FunctionsPort = 1, WebPubSubPort = 1 });
        await using var placeholder = await StartPlaceholderAsync();
        var port = new Uri(placeholder.Urls.Single()).Port;
        await using var webPubSub = await StartAsync(Options(StackParts.WebPubSub) with { FunctionsPort = port, CosmosPort = 1 });
        await placeholder.StopAsync(Token);
        await using var functions = await StartAsync(Options(StackParts.Functions) with
        {
            FunctionsPort = port,
            WebPubSubPort = PortOf(webPubSub.Ready.WebPubSub),
            CosmosPort = PortOf(cosmos.Ready.Cosmos),
        });
        Assert.Null(functions.Ready.Settings);
        await DeliverAsync(new Uri(functions.Ready.Functions + "/"), functions.Ready.ProducerKey, await DevTokenAsync(functions));
    }

    [Fact]
    public async Task Services_that_are_given_take_the_places_of_the_endpoints()
    {
        await using var account = await CosmosEndpoint.StartAsync(
            new CosmosEndpointOptions { AccountKey = Convert.ToBase64String(new byte[64]) }, Token);
        await using var service = await WebPubSubEndpoint.StartAsync(new WebPubSubEndpointOptions(), Token);
        await using var stack = await StartAsync(
            Options(StackParts.All) with { CosmosConnection = account.ConnectionString, WebPubSubConnection = service.ConnectionString });
        Assert.Equal((account.ConnectionString, service.ConnectionString), (stack.Ready.Cosmos, stack.Ready.WebPubSub));
        await service.ConfigureHubAsync(
            Hub.Name,
            new HubSettings
            {
                EventHandlers =
                [
                    new EventHandlerSettings
                    {
                        UrlTemplate = stack.Ready.EventHandler!,
                        UserEventPattern = EventNames.Ping,
                        SystemEvents = ["connected"],
                    },
                ],
            },
            Token);
        var id = await DeliverAsync(new Uri(stack.Ready.Functions + "/"), stack.Ready.ProducerKey, await DevTokenAsync(stack));

        using var client = new CosmosClient(
            account.ConnectionString, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });
        using var stored = await client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
            .ReadItemStreamAsync(id, new PartitionKey("ana"), cancellationToken: Token);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.False(File.Exists(Path.Combine(data, "cosmos.db")));
    }

    [Fact]
    public async Task A_part_that_is_elsewhere_needs_a_port_or_a_connection()
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(Options(StackParts.Functions) with { WebPubSubPort = 1 }));
        Assert.Contains("--cosmos-port", refusal.Message, StringComparison.Ordinal);
    }

    private StackOptions Options(StackParts parts) => new() { DataDirectory = data, Parts = parts };

    private static Task<FixiaStack> StartAsync(StackOptions options) => FixiaStack.StartAsync(options, Quiet, Token);

    private static void Quiet(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.None);

    /// <summary>The settings as a script would read them from the line.</summary>
    private static Dictionary<string, string> Printed(FixiaStack stack)
    {
        using var line = JsonDocument.Parse(stack.Ready.ToString()["Ready ".Length..]);
        return line.RootElement.GetProperty("settings").Deserialize<Dictionary<string, string>>()!;
    }

    private static int PortOf(string connection) =>
        int.Parse(Port().Match(connection).Groups["port"].Value, CultureInfo.InvariantCulture);

    private static string WithPort(string connection, int port) =>
        connection.Replace($"{PortOf(connection)}", $"{port}", StringComparison.Ordinal);

    /// <summary>Where both kinds of connection string have their port.</summary>
    [GeneratedRegex("(Port=|127\\.0\\.0\\.1:)(?<port>\\d+)")]
    private static partial Regex Port();

    private static string UserToken(Dictionary<string, string> settings) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = settings["Jwt__Issuer"],
        Audience = settings["Jwt__Audience"],
        Claims = new Dictionary<string, object> { ["sub"] = "ana" },
        SigningCredentials = new SigningCredentials(
            new SymmetricSecurityKey(Encoding.UTF8.GetBytes(settings["Jwt__Secret"])), SecurityAlgorithms.HmacSha256),
    });

    private static async Task<string> DevTokenAsync(FixiaStack stack)
    {
        using var http = new HttpClient { BaseAddress = new Uri(stack.Ready.Page) };
        return (await http.GetFromJsonAsync<JsonElement>("dev/token?user=ana", Token)).GetProperty("token").GetString()!;
    }

    /// <summary>The whole way: a device of ana's negotiates, is confirmed, and receives what a producer creates. Returns its id.</summary>
    private static async Task<string> DeliverAsync(Uri api, string producerKey, string userToken)
    {
        using var http = new HttpClient { BaseAddress = api };
        using var device = await ConnectAsync(http, userToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "notifications")
        {
            Content = JsonContent.Create(new { user_ids = new[] { "ana" }, type = "message", title = "Nuevo mensaje", message = "Hola" }),
            Headers = { { "x-functions-key", producerKey } },
        };
        using var created = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var body = await created.Content.ReadFromJsonAsync<JsonElement>(Token);
        var id = body.GetProperty("notifications")[0].GetProperty("id").GetString()!;
        Assert.True(await ReceiveAsync(device, id, TimeSpan.FromSeconds(60)));
        return id;
    }

    /// <summary>Connects again until the hub has its event handler, which then confirms the connection.</summary>
    private static async Task<ClientWebSocket> ConnectAsync(HttpClient http, string userToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var negotiate = new HttpRequestMessage(HttpMethod.Post, "negotiate");
            negotiate.Headers.Authorization = new AuthenticationHeaderValue("Bearer", userToken);
            using var negotiated = await http.SendAsync(negotiate, deadline.Token);
            negotiated.EnsureSuccessStatusCode();
            var url = (await negotiated.Content.ReadFromJsonAsync<JsonElement>(deadline.Token)).GetProperty("url").GetString()!;
            var device = new ClientWebSocket();
            await device.ConnectAsync(new Uri(url), deadline.Token);
            if (await ReceiveAsync(device, "connection-confirmed", TimeSpan.FromSeconds(2)))
            {
                return device;
            }

            device.Dispose();
        }
    }

    /// <summary>Whether a message that holds the text arrives in time.</summary>
    private static async Task<bool> ReceiveAsync(ClientWebSocket device, string text, TimeSpan patience)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(patience);
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var received = await device.ReceiveAsync(buffer, deadline.Token);
                if (Encoding.UTF8.GetString(buffer, 0, received.Count).Contains(text, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<WebApplication> StartPlaceholderAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var placeholder = builder.Build();
        placeholder.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await placeholder.StartAsync(Token);
        return placeholder;
    }
}
