using System.Text.Json;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Worker;

namespace Fixia.Local.FunctionsHost.Timers;

/// <summary>
/// Runs a function at its time, again by its retry policy when it fails. As with the real trigger a run is over then, however
/// it ended, and the loss of the worker counts as a failure; only a run that the end of the host cut off has not been.
/// </summary>
internal sealed class TimerHandler(
    Function function, FunctionInvoker invoker, TimeProvider time, CancellationToken stopping, CancellationToken abort)
{
    /// <summary>Whether the run is over; otherwise it was cut off.</summary>
    public async Task<bool> RunAsync(TimerInfo info)
    {
        var input = TriggerValue.Json(JsonSerializer.Serialize(info, TimerJson.Default.TimerInfo));
        for (var retry = 0; !await TryAsync(input, retry); retry++)
        {
            if (stopping.IsCancellationRequested)
            {
                return false;
            }

            if (!function.Retries.Allows(retry + 1))
            {
                return true;
            }

            await Task.Delay(function.Retries.Delay(retry + 1, Random.Shared), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // A function may take the cancellation for success.
        return !abort.IsCancellationRequested;
    }

    private async Task<bool> TryAsync(TriggerValue input, int retry)
    {
        var attempt = function.Retries == RetryPolicy.None ? (RetryAttempt?)null : new RetryAttempt(retry, function.Retries.MaxRetryCount);
        try
        {
            await invoker.InvokeAsync(new Invocation(function, input) { Retry = attempt }, abort);
            return true;
        }
        catch (Exception e) when (e is FunctionFailedException or WorkerLostException or OperationCanceledException)
        {
            // The invocation has logged it.
            return false;
        }
    }
}
