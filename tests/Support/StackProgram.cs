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

    /// <summary>Makes, of the data directory, a command that becomes the one in its last arguments; none by default.</summary>
    public Func<string, IReadOnlyList<string>> Launcher { get; init; } = _ => [];

    /// <summary>Where it keeps its data; a folder of its own that goes with it.</summary>
    public string DataDirectory => data;

    /// <summary>The id of its process.</summary>
    public int ProcessId => process!.Id;

    /// <summary>What it has printed so far.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Starts it, and returns what it says of itself on its Ready line, as JSON.</summary>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        string[] command =
        [
            .. Launcher(data), "dotnet", Path.Combine(AppContext.BaseDirectory, "fixia-local.dll"), "--data", data, "--functions-port", $"{functionsPort}",
            "--webpubsub-port", $"{webPubSubPort}", "--cosmos-port", "0", .. options,
        ];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
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

    /// <summary>SIGKILL to the stack alone: no chance to finish anything, or to end what it has started.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        process!.Kill();
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>SIGTERM, and the exit code if it ends within the 5 s that it has.</summary>
    public Task<int> TerminateAsync(CancellationToken cancellationToken) => SignalAsync(["-TERM", $"{ProcessId}"], StopDeadline, cancellationToken);

    /// <summary>Ctrl+C: SIGINT to the stack and what it started. The launcher must have given it a process group of its own.</summary>
    public Task<int> InterruptAsync(CancellationToken cancellationToken) => SignalAsync(["-INT", "--", $"-{ProcessId}"], StartDeadline, cancellationToken);

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

    private async Task<int> SignalAsync(string[] signal, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", signal);
        await process!.WaitForExitAsync(cancellationToken).WaitAsync(deadline, cancellationToken);
        return process.ExitCode;
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
