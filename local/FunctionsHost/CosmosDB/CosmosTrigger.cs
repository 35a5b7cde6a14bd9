using System.Net;
using System.Net.Sockets;
using Fixia.Local.FunctionsHost.Invocations;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.CosmosDB;

/// <summary>Runs one function on the change feed of a container, from the first answer of the account until stopped.</summary>
internal sealed partial class CosmosTrigger(
    Function function, CosmosTriggerSettings settings, ChangeHandler handler, TimeProvider time, ILogger logger, CancellationToken stopping)
    : TriggerListener(function.Name, time, logger, stopping)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    protected override async Task RunAsync()
    {
        if (await StartProcessorAsync() is { } processor)
        {
            Listens();
            LogStarted(Logger, Function, settings.Monitored.Id);
            await Task.Delay(Timeout.Infinite, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await processor.StopAsync();
        }
    }

    private async Task<ChangeFeedProcessor?> StartProcessorAsync()
    {
        var polling = new RetryPolicy(-1, ShortestWait, LongestWait);
        for (var attempt = 1; !Stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                // The SDK's own retries look at the token rarely; a stop must not wait for them.
                await RequireContainersAsync().WaitAsync(Stopping);
                var processor = settings.BuildProcessor(handler.HandleAsync, OnErrorAsync);
                await processor.StartAsync();
                return processor;
            }
            catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is CosmosException or HttpRequestException or SocketException or OperationCanceledException)
            {
                Waits(settings.Monitored.Id, Reason(e));
                await DelayAsync(polling.Delay(attempt, Random.Shared));
            }
        }

        return null;
    }

    private async Task RequireContainersAsync()
    {
        await settings.Monitored.ReadContainerAsync(cancellationToken: Stopping);
        if (settings.CreatesLeaseContainer)
        {
            await settings.Leases.Database.CreateContainerIfNotExistsAsync(
                settings.Leases.Id, "/id", settings.LeaseThroughput, cancellationToken: Stopping);
        }
        else
        {
            await settings.Leases.ReadContainerAsync(cancellationToken: Stopping);
        }
    }

    private Task OnErrorAsync(string leaseToken, Exception error)
    {
        if (!Stopping.IsCancellationRequested)
        {
            LogFeedFailed(Logger, error, Function, leaseToken);
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
    private static partial void LogStarted(ILogger logger, string function, string container);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} could not read the change feed of lease {Lease}; the SDK tries again")]
    private static partial void LogFeedFailed(ILogger logger, Exception exception, string function, string lease);
}
