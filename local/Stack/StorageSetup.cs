using Azure.Storage.Queues;
using Azure;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Shared.Schedule;

namespace Fixia.Local.Stack;

/// <summary>Says where the functions have their queues, and does what <c>infra/</c> does in Azure: they exist before they start.</summary>
internal static class StorageSetup
{
    // Of the API. Azurite learns new ones long after the SDK.
    private const QueueClientOptions.ServiceVersion ServiceVersion = QueueClientOptions.ServiceVersion.V2025_05_05;

    /// <summary>The app settings of the functions' storage: in Azurite, started here or said to be somewhere, or nowhere.</summary>
    /// <param name="options">What is started.</param>
    /// <param name="azurite">The connection string of the one that was started; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RequestFailedException">The account does not answer, or refuses the queue.</exception>
    public static async Task<IReadOnlyDictionary<string, string?>> RunAsync(StackOptions options, string? azurite, CancellationToken cancellationToken)
    {
        if (azurite is null && options.Starts(StackParts.Functions) && (options.StoragePort == 0 || options.Parts.HasFlag(StackParts.Storage)))
        {
            return StackOptions.SettingsWithoutStorage;
        }

        var connection = azurite ?? Azurite.ConnectionTo(options.StoragePort == 0 ? StackOptions.DefaultStoragePort : options.StoragePort);
        if (azurite is not null || options.Starts(StackParts.Functions))
        {
            var client = new QueueClientOptions(ServiceVersion) { Retry = { MaxRetries = 0 } };
            foreach (var name in (string[])[ScheduleQueue.Name, BatchQueue.Name, BatchQueue.CriticalName])
            {
                await new QueueClient(connection, name, client).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
                await new QueueClient(connection, $"{name}-poison", client).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            }
        }

        return new Dictionary<string, string?> { [WorkQueues.Connection] = connection };
    }
}
