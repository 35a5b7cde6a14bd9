using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.Functions;

/// <summary>Runs invocations: each in a scope of its own, traced, and told by one line of log.</summary>
internal sealed partial class FunctionInvoker(IServiceProvider services, TimeProvider time)
{
    private static readonly ActivitySource Activities = new("Fixia.Local.FunctionsHost");

    private readonly IServiceScopeFactory _scopes = services.GetRequiredService<IServiceScopeFactory>();
    private readonly ILogger _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Fixia.Local.FunctionsHost.Invocations");

    /// <summary>Runs one invocation to its end.</summary>
    /// <param name="target">The function, and where its parameters come from.</param>
    /// <param name="trigger">What triggered the invocation.</param>
    /// <param name="prepare">Fills the invocation's context before the parameters are bound.</param>
    /// <param name="complete">Uses the result while the scope is open; part of the invocation's duration and outcome.</param>
    /// <param name="cancellationToken">What the function sees as its token.</param>
    public async Task InvokeAsync<TTrigger>(
        InvocationTarget<TTrigger> target,
        TTrigger trigger,
        Action<InvocationContext>? prepare,
        Func<object?, Task>? complete,
        CancellationToken cancellationToken)
    {
        using var activity = Activities.StartActivity(target.Function.Name, ActivityKind.Consumer);
        var started = time.GetTimestamp();
        var invocationId = Guid.CreateVersion7();
        activity?.SetTag("faas.invocation_id", invocationId);
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var context = new InvocationContext(target.Definition, invocationId, scope.ServiceProvider, cancellationToken);
            prepare?.Invoke(context);
            var result = await target.Method.CallAsync(scope.ServiceProvider, target.Binder.Bind(trigger, context));
            if (complete is not null)
            {
                await complete(result);
            }

            var durationMs = ElapsedMs(started);
            LogSucceeded(target.Function.Name, invocationId, durationMs);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var durationMs = ElapsedMs(started);
            LogCancelled(target.Function.Name, invocationId, durationMs);
            throw;
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            var durationMs = ElapsedMs(started);
            LogFailed(failure, target.Function.Name, invocationId, durationMs);
            throw;
        }
    }

    private double ElapsedMs(long started) => Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 3);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} succeeded in {DurationMs} ms (invocation {InvocationId})")]
    private partial void LogSucceeded(string function, Guid invocationId, double durationMs);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} was cancelled after {DurationMs} ms (invocation {InvocationId})")]
    private partial void LogCancelled(string function, Guid invocationId, double durationMs);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed after {DurationMs} ms (invocation {InvocationId})")]
    private partial void LogFailed(Exception exception, string function, Guid invocationId, double durationMs);
}
