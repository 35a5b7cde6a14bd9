using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.Protocol;

/// <summary>
/// Hands the worker's log lines to the host's loggers, which apply the levels of <c>host.json</c>: what an invocation logs is
/// in the category <c>Function.NAME.User</c>, whatever its own category is; the rest keeps its own.
/// </summary>
internal sealed partial class WorkerLogs(ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, string> _categories = new();

    /// <param name="log">The line.</param>
    /// <param name="function">The function whose invocation wrote it, if one did.</param>
    public void Write(RpcLog log, string? function)
    {
        if (log.LogCategory == RpcLog.Types.RpcLogCategory.CustomMetric)
        {
            return;
        }

        var category = function is null ? log.Category : _categories.GetOrAdd(function, name => $"Function.{name}.User");
        var logger = loggers.CreateLogger(category);
        var level = (LogLevel)(int)log.Level;
        if (logger.IsEnabled(level))
        {
            LogLine(logger, level, log.Message, log.Exception is { } e ? $"{Environment.NewLine}{e.Type} {e.Message}{Environment.NewLine}{e.StackTrace}" : string.Empty);
        }
    }

    [LoggerMessage(Message = "{Line}{Failure}")]
    private static partial void LogLine(ILogger logger, LogLevel level, string line, string failure);
}
