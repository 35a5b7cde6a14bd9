using Fixia.EndToEnd.Tests;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(LocalStack))]

namespace Fixia.EndToEnd.Tests;

/// <summary>The stack that tests share: each of them has users of its own.</summary>
public class LocalStack : IAsyncLifetime
{
    /// <summary>Where an app may be served from while it is developed.</summary>
    public const string AllowedOrigin = "http://localhost:5173";

    private readonly string data = Directory.CreateTempSubdirectory("fixia-e2e-").FullName;
    private readonly HttpClient http = new();
    private FixiaStack? stack;
    private WebhookListener? webhooks;

    public ReadyLine Ready => stack!.Ready;

    public WebhookListener Webhooks => webhooks!;

    public Producer Producer => new(http, Ready);

    public async ValueTask InitializeAsync()
    {
        webhooks = await WebhookListener.StartAsync(TestContext.Current.CancellationToken);
        stack = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }

        if (webhooks is not null)
        {
            await webhooks.DisposeAsync();
        }

        http.Dispose();
        Directory.Delete(data, recursive: true);
        GC.SuppressFinalize(this);
    }

    private Task<FixiaStack> StartAsync() => FixiaStack.StartAsync(
        new StackOptions
        {
            DataDirectory = data,
            PageDirectory = StackProcess.PageDirectory,
            ConsoleDirectory = Path.Combine(StackProcess.RepositoryRoot, "web", "console", "dist"),
            AllowedOrigins = [AllowedOrigin],
            AzuriteDirectory = Path.Combine(StackProcess.RepositoryRoot, "local", "azurite"),
            ApiDescription = Path.Combine(StackProcess.RepositoryRoot, "docs", "openapi.yaml"),
            // Tokens expire on time, so that a test need not wait for the tolerance too.
            Settings = new Dictionary<string, string?>
            {
                ["Jwt__ClockSkew"] = "00:00:00",
                ["Webhooks__Endpoints__0__Url"] = Webhooks.Url,
                ["Webhooks__Endpoints__0__Secrets__0"] = WebhookListener.Secret,
            },
        },
        logging => logging.SetMinimumLevel(LogLevel.Warning),
        TestContext.Current.CancellationToken);
}
