using Fixia.EndToEnd.Tests;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(LocalStack))]

namespace Fixia.EndToEnd.Tests;

/// <summary>The stack that tests share: each of them has users of its own.</summary>
public sealed class LocalStack : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("fixia-e2e-").FullName;
    private readonly HttpClient http = new();
    private FixiaStack? stack;

    public ReadyLine Ready => stack!.Ready;

    public Producer Producer => new(http, Ready);

    public async ValueTask InitializeAsync() => stack = await FixiaStack.StartAsync(
        new StackOptions
        {
            DataDirectory = data,
            PageDirectory = StackProcess.PageDirectory,
            ConsoleDirectory = Path.Combine(StackProcess.RepositoryRoot, "web", "console", "dist"),
            AzuriteDirectory = Path.Combine(StackProcess.RepositoryRoot, "local", "azurite"),
            ApiDescription = Path.Combine(StackProcess.RepositoryRoot, "docs", "openapi.yaml"),
            // Tokens expire on time, so that a test need not wait for the tolerance too.
            Settings = new Dictionary<string, string?> { ["Jwt__ClockSkew"] = "00:00:00" },
        },
        logging => logging.SetMinimumLevel(LogLevel.Warning),
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }

        http.Dispose();
        Directory.Delete(data, recursive: true);
    }
}
