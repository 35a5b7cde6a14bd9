using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Fixia.Local.Stack;

namespace Fixia.EndToEnd.Tests;

/// <summary>The local stack as a process of its own, as <c>./run</c> starts it, so that it can be killed.</summary>
public sealed class StackProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);
    private readonly string data = Directory.CreateTempSubdirectory("fixia-e2e-").FullName;
    private readonly HttpClient http = new();
    private readonly ConcurrentQueue<string> output = new();
    private Process? process;
    private ReadyLine? ready;
    private int functionsPort;
    private int webPubSubPort;

    public ReadyLine Ready => ready ?? throw new InvalidOperationException("The stack has not started.");

    public Producer Producer => new(http, Ready);

    /// <summary>What the process has printed, for the message of a failed test.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Starts it; after the first time on the same ports and data.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "fixia-local.dll"),
                "--data", data,
                "--page", PageDirectory,
                "--functions-port", $"{functionsPort}",
                "--webpubsub-port", $"{webPubSubPort}",
                "--cosmos-port", "0",
            },
        };
        var answering = new TaskCompletionSource<ReadyLine>(TaskCreationOptions.RunContinuationsAsynchronously);
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Receive(line.Data, answering);
        process.ErrorDataReceived += (_, line) => Receive(line.Data, answering);
        process.Exited += (_, _) => answering.TrySetException(new InvalidOperationException($"The stack ended:\n{Output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        ready = await answering.Task.WaitAsync(StartDeadline, cancellationToken);
        functionsPort = new Uri(ready.Page).Port;
        webPubSubPort = int.Parse(
            ready.WebPubSub.Split(';').Single(part => part.StartsWith("Port=", StringComparison.Ordinal))["Port=".Length..],
            CultureInfo.InvariantCulture);
    }

    /// <summary>SIGKILL: no chance to finish anything.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>SIGTERM, and the exit code if it ends within the 5 s that it has.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process!.Id}"]);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(StopDeadline, cancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync(CancellationToken.None);
        }

        process?.Dispose();
        http.Dispose();
        Directory.Delete(data, recursive: true);
    }

    public static string RepositoryRoot { get; } = typeof(StackProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The built page.</summary>
    public static string PageDirectory { get; } = Path.Combine(RepositoryRoot, "web", "demo", "dist");

    private void Receive(string? line, TaskCompletionSource<ReadyLine> answering)
    {
        if (line is null)
        {
            return;
        }

        output.Enqueue(line);
        if (line.StartsWith("Ready ", StringComparison.Ordinal))
        {
            answering.TrySetResult(JsonSerializer.Deserialize<ReadyLine>(line["Ready ".Length..], JsonSerializerOptions.Web)!);
        }
    }
}
