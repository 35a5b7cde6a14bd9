using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Worker;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.CosmosDB;

/// <summary>
/// Hands batches to a function. As with the real trigger, the feed moves on when the function succeeds or its retries are
/// used up; a batch that was given up because the host stops, or that a worker left behind, comes again.
/// </summary>
internal sealed partial class ChangeHandler(
    Function function, FunctionInvoker invoker, TimeProvider time, ILogger logger, CancellationToken stopping, CancellationToken abort)
{
    public async Task HandleAsync(ChangeFeedProcessorContext context, Stream changes, CancellationToken leaseEnds)
    {
        var batch = ChangeBatch.Read(changes);
        if (batch.Count == 0)
        {
            return;
        }

        for (var retry = 0; !await TryAsync(batch, retry); retry++)
        {
            // Thrown out of the handler, an exception keeps the lease where it is.
            stopping.ThrowIfCancellationRequested();
            if (!function.Retries.Allows(retry + 1))
            {
                LogSkipped(function.Name, batch.Count, retry + 1);
                return;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, leaseEnds);
            await Task.Delay(function.Retries.Delay(retry + 1, Random.Shared), time, either.Token);
        }
    }

    /// <summary>Whether the function succeeded. Its token is cancelled only when the host gives up waiting for it.</summary>
    private async Task<bool> TryAsync(ChangeBatch batch, int retry)
    {
        var attempt = function.Retries == RetryPolicy.None ? (RetryAttempt?)null : new RetryAttempt(retry, function.Retries.MaxRetryCount);
        while (true)
        {
            try
            {
                await invoker.InvokeAsync(new Invocation(function, TriggerValue.Text(batch.Json)) { Retry = attempt }, abort);

                // A function may take the cancellation for success: the batch must come again all the same.
                abort.ThrowIfCancellationRequested();
                return true;
            }
            catch (FunctionFailedException)
            {
                // The invocation has logged it.
                return false;
            }
            catch (WorkerLostException) when (!stopping.IsCancellationRequested)
            {
                // No failure of the function, so none of its retries: the next worker gets the batch.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed {Attempts} times: its batch of {Count} changes is skipped")]
    private partial void LogSkipped(string function, int count, int attempts);
}
