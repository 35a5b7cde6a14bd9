using System.Reflection;
using Fixia.Local.FunctionsHost.Functions;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.CosmosDB;

/// <summary>
/// Hands batches to a function. As with the real trigger, the feed moves on when the function succeeds or its retries are
/// used up; a batch that was given up because the host stops comes again after the next start.
/// </summary>
internal sealed partial class ChangeHandler(
    Function function, FunctionInvoker invoker, TimeProvider time, ILogger logger, CancellationToken stopping, CancellationToken abort)
{
    private readonly RetryPolicy _retries = RetryPolicy.Of(function.Retry);
    private readonly InvocationTarget<ChangeBatch> _target = new(function, Source);

    public async Task HandleAsync(ChangeFeedProcessorContext context, Stream changes, CancellationToken leaseEnds)
    {
        var batch = await ChangeBatch.ReadAsync(changes, leaseEnds);
        if (batch.Count == 0)
        {
            return;
        }

        for (var retry = 0; !await TryAsync(batch, retry); retry++)
        {
            // Thrown out of the handler, an exception keeps the lease where it is.
            stopping.ThrowIfCancellationRequested();
            if (!_retries.Allows(retry + 1))
            {
                LogSkipped(function.Name, batch.Count, retry + 1);
                return;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, leaseEnds);
            await Task.Delay(_retries.Delay(retry + 1, Random.Shared), time, either.Token);
        }
    }

    /// <summary>Whether the function succeeded. Its token is cancelled only when the host gives up waiting for it.</summary>
    private async Task<bool> TryAsync(ChangeBatch batch, int retry)
    {
        try
        {
            await invoker.InvokeAsync(
                _target, batch, context => context.Retry = new InvocationRetryContext(retry, _retries.MaxRetryCount), complete: null, abort);
        }
        catch (Exception) when (!abort.IsCancellationRequested)
        {
            // The invocation has logged it.
            return false;
        }

        // A function may take the cancellation for success: the batch must come again all the same.
        abort.ThrowIfCancellationRequested();
        return true;
    }

    private static ParameterSource<ChangeBatch>? Source(ParameterInfo parameter) =>
        parameter.GetCustomAttributes<Microsoft.Azure.Functions.Worker.CosmosDBTriggerAttribute>().Any()
            ? (batch, _) => batch.As(parameter.ParameterType)
            : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed {Attempts} times: its batch of {Count} changes is skipped")]
    private partial void LogSkipped(string function, int count, int attempts);
}
