using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace WebPubSub.Tests.Support;

/// <summary>A script of <c>clients/</c> in a process of its own, spoken to in JSON lines (see clients/lines.mjs).</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<JsonElement> _events = Channel.CreateUnbounded<JsonElement>();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly List<JsonElement> _passedOver = [];
    private readonly Task _reading;
    private int _lastId;

    private NodeProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public static async Task<NodeProcess> StartAsync(string script)
    {
        var folder = ClientsFolder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new InvalidOperationException($"The npm clients are not installed: run 'npm ci' in {folder}.");
        }

        var process = Process.Start(new ProcessStartInfo("node", script)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var node = new NodeProcess(process);
        await node.EventAsync("ready");
        return node;
    }

    /// <summary>Calls an operation of the script.</summary>
    /// <exception cref="NodeCallException">It failed there.</exception>
    public async Task<JsonElement> CallAsync(string operation, params object?[] args)
    {
        var id = Interlocked.Increment(ref _lastId);
        var call = _calls[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { id, op = operation, args }));
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var answer = await call.Task.WaitAsync(Deadline.Token);
        return answer.TryGetProperty("error", out var error) ? throw new NodeCallException(error) : answer.GetProperty("result");
    }

    /// <summary>The next event that has one of these names. Others wait for their turn.</summary>
    public async Task<JsonElement> EventAsync(params string[] names)
    {
        var index = _passedOver.FindIndex(message => names.Contains(message.GetProperty("event").GetString()));
        if (index >= 0)
        {
            var found = _passedOver[index];
            _passedOver.RemoveAt(index);
            return found;
        }

        while (true)
        {
            var next = await _events.Reader.ReadAsync(Deadline.Token);
            if (names.Contains(next.GetProperty("event").GetString()))
            {
                return next;
            }

            _passedOver.Add(next);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The end of its input ends the script.
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var message = JsonDocument.Parse(line).RootElement;
            if (message.TryGetProperty("id", out var id) && _calls.TryRemove(id.GetInt32(), out var call))
            {
                call.SetResult(message);
            }
            else
            {
                _events.Writer.TryWrite(message);
            }
        }

        _events.Writer.TryComplete();
    }

    private static string ClientsFolder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "clients"));
}

/// <summary>An operation of a script failed; <see cref="Error"/> is what the client library threw.</summary>
internal sealed class NodeCallException(JsonElement error) : Exception(error.GetProperty("message").GetString())
{
    public JsonElement Error { get; } = error;
}
