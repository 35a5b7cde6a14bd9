using System.Net.Sockets;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace Fixia.Shared.Data;

/// <summary>
/// The queues that wake work. They lie in the account that the Functions host has for itself, and are found by the same app settings
/// that the host reads: <c>AzureWebJobsStorage</c> (a connection string), or <c>AzureWebJobsStorage__queueServiceUri</c> or
/// <c>AzureWebJobsStorage__accountName</c> (identity); see
/// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity.
/// </summary>
public static class WorkQueues
{
    /// <summary>The app setting that holds the storage connection, or the prefix of an identity-based one.</summary>
    public const string Connection = "AzureWebJobsStorage";

    /// <summary>How often the host tries a message before it goes to the poison queue: <c>maxDequeueCount</c> of host.json.</summary>
    public const int MaxDequeueCount = 5;

    /// <summary>The longest that the service hides a new message; what is due later is sent again then (https://learn.microsoft.com/rest/api/storageservices/put-message).</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    /// <summary>Of the API. Emulators learn new ones long after the SDK.</summary>
    private const QueueClientOptions.ServiceVersion ServiceVersion = QueueClientOptions.ServiceVersion.V2025_05_05;

    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    /// <summary>Makes the client. Infrastructure creates the queues.</summary>
    /// <exception cref="InvalidOperationException">No setting is present, or one can't be read.</exception>
    public static QueueServiceClient Create(IConfiguration configuration, TokenCredential credential)
    {
        var section = configuration.GetSection(Connection);
        if (section.Value is { Length: > 0 } connectionString)
        {
            return Open(connectionString);
        }

        var service = section["queueServiceUri"] is { Length: > 0 } uri ? uri
            : section["accountName"] is { Length: > 0 } account ? $"https://{account}.queue.core.windows.net"
            : null;
        return Uri.TryCreate(service, UriKind.Absolute, out var address)
            ? new QueueServiceClient(address, credential, Options())
            : throw new InvalidOperationException(
                $"Set {Connection} to a storage connection string, or {Connection}__accountName to the name of an account.");
    }

    /// <summary>Sends a message that can be seen after a time, and never expires.</summary>
    /// <exception cref="QueueFailedException">The queue did not take it.</exception>
    internal static async Task SendAsync(this QueueClient queue, string text, TimeSpan delay, CancellationToken cancellationToken)
    {
        // The service counts whole seconds.
        var wait = TimeSpan.FromSeconds(Math.Ceiling(Math.Clamp(delay.TotalSeconds, 0, LongestDelay.TotalSeconds)));
        try
        {
            // By default a message would expire after 7 days, which may be before it can be seen.
            await queue.SendMessageAsync(text, wait, timeToLive: Never, cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or SocketException or AuthenticationFailedException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new QueueFailedException($"The queue {queue.Name} did not take a message.", e);
        }
    }

    private static QueueServiceClient Open(string connectionString)
    {
        try
        {
            return new QueueServiceClient(connectionString, Options());
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // Without the reason, which may quote the key.
            throw new InvalidOperationException($"{Connection} is no storage connection string.");
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
