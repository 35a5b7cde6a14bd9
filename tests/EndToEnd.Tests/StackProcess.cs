using System.Reflection;
using System.Text.Json;
using Fixia.Local.Stack;
using Fixia.Tests.Support;

namespace Fixia.EndToEnd.Tests;

/// <summary>The local stack in a process of its own, with the page.</summary>
public sealed class StackProcess : IAsyncDisposable
{
    private readonly StackProgram program = new("--page", PageDirectory);
    private readonly HttpClient http = new();
    private ReadyLine? ready;

    public static string RepositoryRoot { get; } = typeof(StackProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The built page.</summary>
    public static string PageDirectory { get; } = Path.Combine(RepositoryRoot, "web", "demo", "dist");

    public ReadyLine Ready => ready ?? throw new InvalidOperationException("The stack has not started.");

    public Producer Producer => new(http, Ready);

    /// <summary>What the process has printed, for the message of a failed test.</summary>
    public string Output => program.Output;

    /// <inheritdoc cref="StackProgram.StartAsync"/>
    public async Task StartAsync(CancellationToken cancellationToken) =>
        ready = JsonSerializer.Deserialize<ReadyLine>(await program.StartAsync(cancellationToken), JsonSerializerOptions.Web)!;

    /// <inheritdoc cref="StackProgram.KillAsync"/>
    public Task KillAsync(CancellationToken cancellationToken) => program.KillAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        http.Dispose();
    }
}
