using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Fixia.Tests.Support;

/// <summary>
/// The local stack as a process of its own, as <c>./run</c> starts it, so that it can be killed. It starts again on the
/// same ports and data. The project that uses it references the stack, so that the program lies beside the tests.
/// </summary>
public sealed class StackProgram(params string[] options) : IAsyncDisposable
{
    private const string Ready = "Ready ";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);
    private readonly string data = Directory.CreateTempSubdirectory("fixia-stack-").FullName;
    private readonly ConcurrentQueue<string> output = new();
    private Process? process;
    private int functionsPort;
    private int webPubSubPort;

    /// <summary>What it has printed so far.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Starts it, and returns what it says of itself on its Ready line, as JSON.</summary>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "fixia-local.dll"), "--data", data, "--functions-port", $"{functionsPort}",
            "--webpubsub-port", $"{webPubSubPort}", "--cosmos-port", "0", .. options,
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var answering = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process?.Dispose();
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Receive(line.Data, answering);
        process.ErrorDataReceived += (_, line) => Receive(line.Data, answering);
        process.Exited += (_, _) => answering.TrySetException(new InvalidOperationException($"The stack ended:\n{Output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ready = await answering.Task.WaitAsync(StartDeadline, cancellationToken);
        KeepPorts(ready);
        return ready;
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

    /// <summary>Kills it if it still runs, and deletes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync(CancellationToken.None);
        }

        process?.Dispose();
        Directory.Delete(data, recursive: true);
    }

    private void KeepPorts(string ready)
    {
        using var line = JsonDocument.Parse(ready);
        functionsPort = new Uri(line.RootElement.GetProperty("page").GetString()!).Port;
        var port = line.RootElement.GetProperty("webPubSub").GetString()!.Split(';')
            .Single(part => part.StartsWith("Port=", StringComparison.Ordinal))["Port=".Length..];
        webPubSubPort = int.Parse(port, CultureInfo.InvariantCulture);
    }

    private void Receive(string? line, TaskCompletionSource<string> answering)
    {
        if (line is null)
        {
            return;
        }

        output.Enqueue(line);
        if (line.StartsWith(Ready, StringComparison.Ordinal))
        {
            answering.TrySetResult(line[Ready.Length..]);
        }
    }
}
