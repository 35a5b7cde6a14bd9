using Azure.Core;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace Fixia.Shared.Schedule;

/// <summary>
/// Makes the client of the queue from the same app settings that the Functions host reads: <c>AzureWebJobsStorage</c> (a connection
/// string), or <c>AzureWebJobsStorage__queueServiceUri</c> or <c>AzureWebJobsStorage__accountName</c> (identity); see
/// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity.
/// </summary>
public static class ScheduleQueueFactory
{
    /// <summary>Of the API. Emulators learn new ones long after the SDK.</summary>
    private const QueueClientOptions.ServiceVersion ServiceVersion = QueueClientOptions.ServiceVersion.V2025_05_05;

    /// <summary>Makes a client of the queue <see cref="ScheduleQueue.Name"/>. Infrastructure creates the queue.</summary>
    /// <exception cref="InvalidOperationException">No setting is present, or one can't be read.</exception>
    public static QueueClient Create(IConfiguration configuration, TokenCredential credential)
    {
        var section = configuration.GetSection(ScheduleQueue.Connection);
        if (section.Value is { Length: > 0 } connectionString)
        {
            return Open(connectionString);
        }

        var service = section["queueServiceUri"] is { Length: > 0 } uri ? uri
            : section["accountName"] is { Length: > 0 } account ? $"https://{account}.queue.core.windows.net"
            : null;
        return Uri.TryCreate(service, UriKind.Absolute, out var address)
            ? new QueueServiceClient(address, credential, Options()).GetQueueClient(ScheduleQueue.Name)
            : throw new InvalidOperationException(
                $"Set {ScheduleQueue.Connection} to a storage connection string, or {ScheduleQueue.Connection}__accountName to the name of an account.");
    }

    private static QueueClient Open(string connectionString)
    {
        try
        {
            return new QueueClient(connectionString, ScheduleQueue.Name, Options());
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // Without the reason, which may quote the key.
            throw new InvalidOperationException($"{ScheduleQueue.Connection} is no storage connection string.");
        }
    }

    /// <summary>
    /// Base64, because the trigger expects it unless host.json says otherwise
    /// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json).
    /// </summary>
    private static QueueClientOptions Options()
    {
        var options = new QueueClientOptions(ServiceVersion) { MessageEncoding = QueueMessageEncoding.Base64 };
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        return options;
    }
}
