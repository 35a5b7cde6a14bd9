using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Fixia.Local.Stack;

namespace Fixia.Resilience.Tests.Products;

/// <summary>The local stack as a process of its own, so that it can be killed.</summary>
public sealed class StackProcess : RunningProduct
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(40);
    private readonly string data = Directory.CreateTempSubdirectory("fixia-resilience-").FullName;
    private readonly ConcurrentDictionary<string, string> tokens = new();
    private readonly HttpClient http = new();
    private readonly ConcurrentQueue<string> output = new();
    private Process? process;
    private ReadyLine? ready;
    private int functionsPort;
    private int webPubSubPort;

    protected override string Functions => ready!.Functions;

    protected override string ProducerKey => ready!.ProducerKey;

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
                "--functions-port", $"{functionsPort}",
                "--webpubsub-port", $"{webPubSubPort}",
                "--cosmos-port", "0",
            },
        };
        var answering = new TaskCompletionSource<ReadyLine>(TaskCreationOptions.RunContinuationsAsynchronously);
        process?.Dispose();
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Receive(line.Data, answering);
        process.ErrorDataReceived += (_, line) => Receive(line.Data, answering);
        process.Exited += (_, _) => answering.TrySetException(new InvalidOperationException($"The stack ended:\n{string.Join('\n', output)}"));
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

    public override async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync(CancellationToken.None);
        }

        process?.Dispose();
        http.Dispose();
        Directory.Delete(data, recursive: true);
        await base.DisposeAsync();
    }

    protected override async Task<string> GetTokenAsync(string user, CancellationToken cancellationToken)
    {
        if (!tokens.TryGetValue(user, out var token))
        {
            var answer = await http.GetFromJsonAsync<JsonElement>($"{ready!.Page}dev/token?user={user}", cancellationToken);
            tokens[user] = token = answer.GetProperty("token").GetString()!;
        }

        return token;
    }

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
