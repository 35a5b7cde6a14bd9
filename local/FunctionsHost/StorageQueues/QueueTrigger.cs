using Azure;
using Azure.Storage.Queues.Models;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Settings;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.StorageQueues;

/// <summary>
/// Runs one function on the messages of a queue: up to a batch and the threshold of the next one at a time. It looks often
/// while messages come and ever more rarely while none do; a queue that does not exist counts as empty.
/// </summary>
internal sealed partial class QueueTrigger(
    Function function, QueueTriggerSettings settings, MessageHandler handler, TimeProvider time, ILogger logger, CancellationToken stopping)
    : TriggerListener(function.Name, time, logger, stopping)
{
    private readonly RetryPolicy _polling = new(-1, QueueTriggerSettings.MinPollingInterval, settings.MaxPollingInterval);

    protected override async Task RunAsync()
    {
        var messages = new List<Task>();
        var emptyPolls = 0;
        while (!Stopping.IsCancellationRequested)
        {
            var batch = await ReceiveAsync();
            if (Stopping.IsCancellationRequested)
            {
                messages.AddRange(batch.Select(handler.ReturnAsync));
            }
            else if (batch.Length == 0)
            {
                emptyPolls++;
                await DelayAsync(_polling.Delay(emptyPolls, Random.Shared));
            }
            else
            {
                emptyPolls = 0;
                messages.AddRange(batch.Select(handler.HandleAsync));
                await WaitForRoomAsync(messages);
            }
        }

        await Task.WhenAll(messages);
    }

    /// <summary>
    /// Receives what there is. The request is never cancelled: messages that it brings would stay hidden with nobody to run them.
    /// </summary>
    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            var response = await settings.Queue.ReceiveMessagesAsync(settings.BatchSize, MessageHandler.Invisibility, CancellationToken.None);
            Answered();
            return response.Value;
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            Answered();
        }
        catch (Exception e) when (StorageConnection.IsFailure(e))
        {
            Waits($"the queue {settings.Queue.Name}", StorageConnection.Reason(e));
        }

        return [];
    }

    private async Task WaitForRoomAsync(List<Task> messages)
    {
        messages.RemoveAll(message => message.IsCompleted);
        while (messages.Count > settings.NewBatchThreshold && !Stopping.IsCancellationRequested)
        {
            Task next = Task.WhenAny(messages);
            await next.WaitAsync(Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            messages.RemoveAll(message => message.IsCompleted);
        }
    }

    private void Answered()
    {
        if (Listens())
        {
            LogStarted(Logger, Function, settings.Queue.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} reads the queue {Queue}")]
    private static partial void LogStarted(ILogger logger, string function, string queue);
}
