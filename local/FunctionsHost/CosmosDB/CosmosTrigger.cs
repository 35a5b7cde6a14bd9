using System.Net;
using Fixia.Local.FunctionsHost.Invocations;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.CosmosDB;

/// <summary>Runs one function on the change feed of a container, from the first answer of the account until stopped.</summary>
internal sealed partial class CosmosTrigger : ITriggerListener
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly CosmosTriggerSettings _settings;
    private readonly ChangeHandler _handler;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private readonly string _function;
    private readonly Task<ChangeFeedProcessor?> _started;

    public CosmosTrigger(
        Function function, CosmosTriggerSettings settings, ChangeHandler handler, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        _function = function.Name;
        _settings = settings;
        _handler = handler;
        _time = time;
        _logger = logger;
        _stopping = stopping;
        _started = StartAsync();
    }

    /// <summary>Completes when the trigger reads the feed, or when it was stopped before it could.</summary>
    public Task Started => _started;

    /// <summary>Stops reading, and waits that long for the batch in work. The host's stopping token must have been cancelled.</summary>
    public async Task StopAsync(TimeSpan timeout)
    {
        try
        {
            if (await _started is { } processor)
            {
                await processor.StopAsync().WaitAsync(timeout, _time);
            }
        }
        catch (TimeoutException)
        {
            LogStuck(_function);
        }
    }

    private async Task<ChangeFeedProcessor?> StartAsync()
    {
        await Task.Yield();
        var wait = ShortestWait;
        for (var attempt = 1; !_stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                // The SDK's own retries look at the token rarely; a stop must not wait for them.
                await RequireContainersAsync().WaitAsync(_stopping);
                var processor = _settings.BuildProcessor(_handler.HandleAsync, OnErrorAsync);
                await processor.StartAsync();
                LogStarted(_function, _settings.Monitored.Id);
                return processor;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is CosmosException or HttpRequestException or OperationCanceledException)
            {
                if (attempt == 1)
                {
                    LogWaiting(_function, _settings.Monitored.Id, Reason(e));
                }

                // Stopping ends the wait and, with it, the loop.
                await Task.Delay(wait, _time, _stopping).ContinueWith(_ => { }, TaskScheduler.Default);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }

        return null;
    }

    private async Task RequireContainersAsync()
    {
        await _settings.Monitored.ReadContainerAsync(cancellationToken: _stopping);
        if (_settings.CreatesLeaseContainer)
        {
            await _settings.Leases.Database.CreateContainerIfNotExistsAsync(
                _settings.Leases.Id, "/id", _settings.LeaseThroughput, cancellationToken: _stopping);
        }
        else
        {
            await _settings.Leases.ReadContainerAsync(cancellationToken: _stopping);
        }
    }

    private Task OnErrorAsync(string leaseToken, Exception error)
    {
        if (!_stopping.IsCancellationRequested)
        {
            LogFeedFailed(error, _function, leaseToken);
        }

        return Task.CompletedTask;
    }

    private static string Reason(Exception error) => error switch
    {
        CosmosException { StatusCode: HttpStatusCode.NotFound } => "it or its lease container does not exist yet",
        CosmosException cosmos => $"the account answered {(int)cosmos.StatusCode}",
        _ => "the account does not answer",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} reads the change feed of {Container}")]
    private partial void LogStarted(string function, string container);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} waits for {Container}: {Reason}")]
    private partial void LogWaiting(string function, string container, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} does not end although it was cancelled; its batch will come again")]
    private partial void LogStuck(string function);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} could not read the change feed of lease {Lease}; the SDK tries again")]
    private partial void LogFeedFailed(Exception exception, string function, string lease);
}
