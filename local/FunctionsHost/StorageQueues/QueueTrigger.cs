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
internal sealed partial class QueueTrigger : ITriggerListener
{
    private readonly QueueTriggerSettings _settings;
    private readonly MessageHandler _handler;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private readonly string _function;
    private readonly RetryPolicy _polling;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private bool _waiting;

    public QueueTrigger(
        Function function, QueueTriggerSettings settings, MessageHandler handler, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        _function = function.Name;
        _settings = settings;
        _handler = handler;
        _time = time;
        _logger = logger;
        _stopping = stopping;
        _polling = new RetryPolicy(-1, QueueTriggerSettings.MinPollingInterval, settings.MaxPollingInterval);
        _running = RunAsync();
    }

    /// <summary>Completes when the account has answered, or when the trigger was stopped before it did.</summary>
    public Task Started => _started.Task;

    public async Task StopAsync(TimeSpan timeout)
    {
        try
        {
            await _running.WaitAsync(timeout, _time);
        }
        catch (TimeoutException)
        {
            LogStuck(_function);
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var messages = new List<Task>();
        var emptyPolls = 0;
        while (!_stopping.IsCancellationRequested)
        {
            var batch = await ReceiveAsync();
            if (_stopping.IsCancellationRequested)
            {
                messages.AddRange(batch.Select(_handler.ReturnAsync));
            }
            else if (batch.Length == 0)
            {
                emptyPolls++;
                await Task.Delay(_polling.Delay(emptyPolls, Random.Shared), _time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                emptyPolls = 0;
                messages.AddRange(batch.Select(_handler.HandleAsync));
                await WaitForRoomAsync(messages);
            }
        }

        _started.TrySetResult();
        await Task.WhenAll(messages);
    }

    /// <summary>
    /// Receives what there is. The request is never cancelled: messages that it brings would stay hidden with nobody to run them.
    /// </summary>
    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            var response = await _settings.Queue.ReceiveMessagesAsync(_settings.BatchSize, MessageHandler.Invisibility, CancellationToken.None);
            Answered();
            return response.Value;
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            Answered();
        }
        catch (Exception e) when (StorageConnection.IsFailure(e))
        {
            if (!_waiting)
            {
                LogWaiting(_function, _settings.Queue.Name, StorageConnection.Reason(e));
            }

            _waiting = true;
        }

        return [];
    }

    private async Task WaitForRoomAsync(List<Task> messages)
    {
        messages.RemoveAll(message => message.IsCompleted);
        while (messages.Count > _settings.NewBatchThreshold && !_stopping.IsCancellationRequested)
        {
            Task next = Task.WhenAny(messages);
            await next.WaitAsync(_stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            messages.RemoveAll(message => message.IsCompleted);
        }
    }

    private void Answered()
    {
        if (_started.TrySetResult() || _waiting)
        {
            LogStarted(_function, _settings.Queue.Name);
        }

        _waiting = false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} reads the queue {Queue}")]
    private partial void LogStarted(string function, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} waits for the queue {Queue}: {Reason}")]
    private partial void LogWaiting(string function, string queue, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} does not end although it was cancelled; its messages will come again")]
    private partial void LogStuck(string function);
}
