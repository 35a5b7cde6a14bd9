using System.Diagnostics;
using Fixia.Local.FunctionsHost.Invocations;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.Worker;

/// <summary>Runs invocations on the worker, each traced, and told by one line of log in the function's own category.</summary>
internal sealed partial class FunctionInvoker(WorkerSupervisor workers, TimeProvider time, ILoggerFactory loggers)
{
    private static readonly ActivitySource Activities = new("Fixia.Local.FunctionsHost");

    /// <summary>Runs one invocation to its end, on the worker that is ready now or will be.</summary>
    /// <returns>What the function gave, as JSON; null for nothing.</returns>
    /// <exception cref="FunctionFailedException">The function threw.</exception>
    /// <exception cref="WorkerLostException">The worker ended before it answered.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and the function ended because of it.</exception>
    public async Task<string?> InvokeAsync(Invocation invocation, CancellationToken cancellationToken) =>
        await InvokeAsync(invocation, await workers.GetReadyAsync(cancellationToken), cancellationToken);

    /// <inheritdoc cref="InvokeAsync(Invocation, CancellationToken)"/>
    public async Task<string?> InvokeAsync(Invocation invocation, IReadyWorker worker, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger($"Function.{invocation.Function.Name}");
        using var activity = Activities.StartActivity(invocation.Function.Name, ActivityKind.Consumer);
        var started = time.GetTimestamp();
        try
        {
            var result = await worker.InvokeAsync(invocation, cancellationToken);
            var durationMs = ElapsedMs(started);
            LogSucceeded(logger, invocation.Function.Name, invocation.Id, durationMs);
            return result;
        }
        catch (OperationCanceledException)
        {
            var durationMs = ElapsedMs(started);
            LogCancelled(logger, invocation.Function.Name, invocation.Id, durationMs);
            throw;
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            var durationMs = ElapsedMs(started);
            LogFailed(logger, failure, invocation.Function.Name, invocation.Id, durationMs);
            throw;
        }
    }

    private double ElapsedMs(long started) => Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 3);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} succeeded in {DurationMs} ms (invocation {InvocationId})")]
    private static partial void LogSucceeded(ILogger logger, string function, string invocationId, double durationMs);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} was cancelled after {DurationMs} ms (invocation {InvocationId})")]
    private static partial void LogCancelled(ILogger logger, string function, string invocationId, double durationMs);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed after {DurationMs} ms (invocation {InvocationId})")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function, string invocationId, double durationMs);
}
