using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Fixia.Attack.Tests.Corpus;
using Fixia.Local.Cosmos;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Fixia.Attack.Tests;

/// <summary>The whole product as <c>./run</c> starts it, the functions in a process of their own, with every line that it logs.</summary>
public sealed class AttackedStack : IAsyncLifetime
{
    /// <summary>The collection of all tests: a stack of its own would take each class longer than its tests.</summary>
    public const string Shared = "shared stack";

    private const int Unlimited = 1_000_000;
    private readonly string data = Directory.CreateTempSubdirectory("fixia-attack-").FullName;
    private FixiaStack? stack;

    /// <summary>How to reach it.</summary>
    public ReadyLine Ready => stack!.Ready;

    /// <summary>Fails when its worker ended again and again.</summary>
    public Task Failed => stack!.Failed;

    /// <summary>What it logs.</summary>
    public LogWatch Logs { get; } = new();

    /// <summary>The key of the webhook that Web PubSub calls.</summary>
    public string SystemKey { get; private set; } = "";

    /// <summary>The key that signs what Web PubSub sends.</summary>
    public string AccessKey { get; private set; } = "";

    /// <summary>For requests that are well formed.</summary>
    public HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync()
    {
        stack = await FixiaStack.StartAsync(
            new StackOptions
            {
                DataDirectory = data,
                Settings = new Dictionary<string, string?>
                {
                    // Each attacker connects again and again with one URL, for as long as a busy machine takes.
                    ["Realtime__ClientUrlLifetime"] = "01:00:00",
                    ["UserLimits__Negotiate__Burst"] = $"{Unlimited}",
                    ["UserLimits__Http__Burst"] = $"{Unlimited}",
                    ["UserLimits__Events__Burst"] = $"{Unlimited}",
                    ["UserLimits__Receipts__Burst"] = $"{Unlimited}",
                    ["Announcements__MaxActive"] = "5",
                    ["AzureFunctionsJobHost__logging__logLevel__default"] = "Information",
                    ["AzureFunctionsJobHost__logging__logLevel__Function"] = "Information",
                },
            },
            logging => logging.AddProvider(Logs),
            TestContext.Current.CancellationToken);
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "secrets.json"), TestContext.Current.CancellationToken));
        var secrets = file.RootElement.EnumerateObject().Select(secret => secret.Value.GetString()!).ToList();
        SystemKey = file.RootElement.GetProperty(nameof(SystemKey)).GetString()!;
        AccessKey = file.RootElement.GetProperty("WebPubSubAccessKey").GetString()!;
        Logs.Forbid([.. secrets, CosmosEndpointOptions.EmulatorAccountKey, Secrets.TokenPrefix, Secrets.Forged, Secrets.Canary]);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }

        Logs.Dispose();
        Directory.Delete(data, recursive: true);
    }

    /// <summary>The app's token of a user.</summary>
    public async Task<string> SignInAsync(string user)
    {
        var answer = await Http.GetFromJsonAsync<JsonElement>(
            $"{Ready.Page}dev/token?user={Uri.EscapeDataString(user)}", TestContext.Current.CancellationToken);
        return answer.GetProperty("token").GetString()!;
    }

    /// <summary>Calls as a user, and returns the body; undefined when there is none.</summary>
    public Task<JsonElement> AsUserAsync(string token, HttpMethod method, string path) =>
        SendAsync(new HttpRequestMessage(method, $"{Ready.Functions}/{path}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } });

    /// <summary>Calls as a producer, and returns the body; undefined when there is none.</summary>
    public Task<JsonElement> AsProducerAsync(HttpMethod method, string path, object? body = null) =>
        SendAsync(new HttpRequestMessage(method, $"{Ready.Functions}/{path}")
        {
            Content = body is null ? null : JsonContent.Create(body),
            Headers = { { "x-functions-key", Ready.ProducerKey } },
        });

    /// <summary>Creates a notification for one user, and returns its id.</summary>
    public async Task<string> CreateAsync(string user, string title, string message = "Hola") =>
        (await AsProducerAsync(HttpMethod.Post, "notifications", new { user_ids = new[] { user }, type = "message", title, message }))
            .GetProperty("notifications")[0].GetProperty("id").GetString()!;

    /// <summary>A URL that connects the user, as often as wanted, for an hour.</summary>
    public async Task<Uri> NegotiateAsync(string token) =>
        new((await AsUserAsync(token, HttpMethod.Post, "negotiate")).GetProperty("url").GetString()!);

    /// <summary>Opens a socket of the user.</summary>
    public async Task<Socket> ConnectAsync(string token)
    {
        var access = await AsUserAsync(token, HttpMethod.Post, "negotiate");
        return await Socket.OpenAsync(new Uri(access.GetProperty("url").GetString()!), access.GetProperty("userId").GetString()!);
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{request.Method} {request.RequestUri} was answered {response.StatusCode}.");
            return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
        }
    }
}

/// <inheritdoc cref="AttackedStack.Shared"/>
[CollectionDefinition(AttackedStack.Shared)]
[TestClassOrderer(typeof(CorpusLast))]
public sealed class SharedStack : ICollectionFixture<AttackedStack>;

/// <summary>The corpus sends announcements, which everybody would see, and breaks requests off, which other classes would take for errors.</summary>
public sealed class CorpusLast : ITestClassOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : notnull, ITestClass =>
        [.. testClasses.OrderBy(testClass => testClass?.TestClassName == typeof(CorpusTests).FullName)];
}
