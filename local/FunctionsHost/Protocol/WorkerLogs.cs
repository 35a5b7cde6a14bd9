using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.Protocol;

/// <summary>
/// Hands the worker's log lines to the host's loggers, which apply the levels of <c>host.json</c>: what a function logs is
/// in the category <c>Function.NAME.User</c>, the rest under <c>Worker</c>.
/// </summary>
internal sealed partial class WorkerLogs(ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, ILogger> _byFunction = new();
    private readonly ILogger _worker = loggers.CreateLogger("Worker");

    /// <param name="log">The line.</param>
    /// <param name="function">The function whose invocation wrote it, if one did.</param>
    public void Write(RpcLog log, string? function)
    {
        if (log.LogCategory == RpcLog.Types.RpcLogCategory.CustomMetric)
        {
            return;
        }

        var logger = function is null
            ? _worker
            : _byFunction.GetOrAdd(function, name => loggers.CreateLogger($"Function.{name}.User"));
        LogLine(logger, (LogLevel)(int)log.Level, log.Message, log.Exception is { } e ? $"{Environment.NewLine}{e.Type} {e.Message}{Environment.NewLine}{e.StackTrace}" : "");
    }

    [LoggerMessage(Message = "{Line}{Failure}")]
    private static partial void LogLine(ILogger logger, LogLevel level, string line, string failure);
}
