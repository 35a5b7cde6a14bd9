using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.Worker;

/// <summary>
/// Starts the worker app as a process of its own, by the <c>worker.config.json</c> that its build wrote, as Azure does.
/// The process does not outlive the host, even when the host is killed.
/// </summary>
internal sealed partial class WorkerProcess(ILogger logger) : IWorkerLauncher
{
    public Task<IWorker> LaunchAsync(WorkerStart start, CancellationToken cancellationToken)
    {
        var info = GuardedProcess.StartInfo([.. CommandOf(start.AppDirectory), .. start.Arguments]);
        info.WorkingDirectory = start.AppDirectory;
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        return Task.FromResult<IWorker>(new Running(Process.Start(info)!, logger));
    }

    /// <summary>The executable and the path of the app.</summary>
    private static string[] CommandOf(string appDirectory)
    {
        var path = Path.Combine(appDirectory, "worker.config.json");
        try
        {
            using var config = JsonDocument.Parse(File.ReadAllBytes(path));
            var description = config.RootElement.GetProperty("description");
            return
            [
                description.GetProperty("defaultExecutablePath").GetString()!,
                Path.Combine(appDirectory, description.GetProperty("defaultWorkerPath").GetString()!),
            ];
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{appDirectory} holds no built functions app: {e.Message}", e);
        }
    }

    private sealed partial class Running : IWorker
    {
        private const string Unhandled = "Unhandled exception.";
        private readonly ConcurrentQueue<string> _errors = new();
        private readonly Process _process;
        private readonly ILogger _logger;

        public Running(Process process, ILogger logger)
        {
            _process = process;
            _logger = logger;
            process.OutputDataReceived += (_, line) => Write(line.Data, isError: false);
            process.ErrorDataReceived += (_, line) => Write(line.Data, isError: true);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            Ended = WaitAsync();
        }

        public Task<string?> Ended { get; }

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            await Ended;
            _process.Dispose();
        }

        private async Task<string?> WaitAsync()
        {
            await _process.WaitForExitAsync(CancellationToken.None);
            return _errors.FirstOrDefault(line => line.StartsWith(Unhandled, StringComparison.Ordinal)) is { } unhandled
                ? unhandled[Unhandled.Length..].Trim()
                : _errors.FirstOrDefault();
        }

        private void Write(string? line, bool isError)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                return;
            }

            if (isError)
            {
                _errors.Enqueue(line);
            }

            LogLine(isError ? LogLevel.Warning : LogLevel.Information, line);
        }

        [LoggerMessage(Message = "{Line}")]
        private partial void LogLine(LogLevel level, string line);
    }
}
