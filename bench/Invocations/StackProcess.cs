using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Fixia.Invocations;

/// <summary>A local stack as <c>./run</c> starts it: the host and the endpoints in one process, the worker in another.</summary>
internal sealed class StackProcess : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("fixia-start-").FullName;
    private readonly Process _process;

    private StackProcess(string program, string[] more) =>
        _process = Process.Start(new ProcessStartInfo(
            "dotnet", [program, "--data", _data, "--functions-port", "0", "--webpubsub-port", "0", "--cosmos-port", "0", .. more])
        {
            RedirectStandardOutput = true,
        })!;

    /// <summary>From the start of the process to its first answered request, which read and wrote the store.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>What it says then: addresses and the producers' key.</summary>
    public JsonElement Ready { get; private set; }

    /// <summary>Starts it, and waits until it says that it is ready.</summary>
    /// <param name="program">The path of its <c>fixia-local.dll</c>.</param>
    /// <param name="more">What else it is told.</param>
    public static async Task<StackProcess> StartAsync(string program, params string[] more)
    {
        var clock = Stopwatch.StartNew();
        var stack = new StackProcess(program, more);
        while (await stack._process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("Ready ", StringComparison.Ordinal))
            {
                stack.ReadyAfter = clock.Elapsed;
                stack.Ready = JsonElement.Parse(line["Ready ".Length..]);
                return stack;
            }
        }

        await stack.DisposeAsync();
        throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>The host, and the worker that it started.</summary>
    public (Process Host, Process Worker) Processes()
    {
        var workers = Process.GetProcessesByName("dotnet").Where(process => ParentOf(ParentOf(process.Id)) == _process.Id);
        return (_process, workers.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>By the fourth field of its <c>stat</c> (proc(5)); the second one, a name, may hold anything. Zero when it is gone.</summary>
    private static int ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
