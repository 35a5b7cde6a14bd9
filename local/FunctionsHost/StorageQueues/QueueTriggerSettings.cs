using System.Text.RegularExpressions;
using Azure.Storage.Queues;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Settings;
using Microsoft.Extensions.Configuration;

namespace Fixia.Local.FunctionsHost.StorageQueues;

/// <summary>
/// A trigger with its expressions resolved, and what <c>host.json</c> says of queues
/// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json).
/// </summary>
/// <param name="Queue">The queue.</param>
/// <param name="Poison">Where messages go that failed too often; null where none can be named so.</param>
internal sealed partial record QueueTriggerSettings(QueueClient Queue, QueueClient? Poison)
{
    private const string PoisonSuffix = "-poison";

    // Of the API. Azurite learns new ones long after the SDK.
    private const QueueClientOptions.ServiceVersion ServiceVersion = QueueClientOptions.ServiceVersion.V2025_05_05;

    /// <summary>The shortest wait between two looks at an empty queue.</summary>
    public static readonly TimeSpan MinPollingInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    /// <summary>How many messages are received at once: 1 to 32.</summary>
    public required int BatchSize { get; init; }

    /// <summary>At how many running messages the next batch is received.</summary>
    public required int NewBatchThreshold { get; init; }

    /// <summary>How long a message stays invisible that failed.</summary>
    public required TimeSpan VisibilityTimeout { get; init; }

    /// <summary>How many deliveries a message gets.</summary>
    public required int MaxDequeueCount { get; init; }

    /// <summary>The longest wait between two looks at an empty queue.</summary>
    public required TimeSpan MaxPollingInterval { get; init; }

    /// <summary>Whether messages are written as Base64 of their UTF-8; otherwise they are plain text.</summary>
    public required bool IsBase64 { get; init; }

    /// <exception cref="InvalidOperationException">A setting or a connection is missing or wrong.</exception>
    /// <exception cref="NotSupportedException">The connection is one by identity.</exception>
    public static QueueTriggerSettings Read(Function function, AppSettings settings, IConfiguration queues)
    {
        // In lower case, as the real trigger takes names.
        var name = settings.Resolve(function.Trigger.Text("queueName") ?? string.Empty).ToLowerInvariant();
        if (!IsQueueName(name))
        {
            throw new InvalidOperationException($"Function {function.Name}: '{name}' is no name of a storage queue.");
        }

        // The messages are decoded here: what can't be must reach the poison queue as it was.
        var options = new QueueClientOptions(ServiceVersion) { MessageEncoding = QueueMessageEncoding.None, Retry = { Delay = MinPollingInterval, MaxRetries = 3 } };
        var service = StorageConnection.Open(
            function, settings, function.Trigger.Text("connection") ?? StorageConnection.OfHost, account => new QueueServiceClient(account, options));
        var poison = name + PoisonSuffix;
        var hasPoison = !name.EndsWith(PoisonSuffix, StringComparison.Ordinal) && IsQueueName(poison);

        var batchSize = queues.GetValue("batchSize", 16);
        var newBatchThreshold = queues.GetValue("newBatchThreshold", batchSize / 2);
        var visibilityTimeout = queues.GetValue("visibilityTimeout", TimeSpan.Zero);
        var maxDequeueCount = queues.GetValue("maxDequeueCount", 5);
        var maxPollingInterval = queues.GetValue("maxPollingInterval", TimeSpan.FromMinutes(1));
        Require(batchSize is >= 1 and <= 32, "batchSize", "must be between 1 and 32");
        Require(newBatchThreshold >= 0, "newBatchThreshold", "must not be negative");
        Require(visibilityTimeout >= TimeSpan.Zero && visibilityTimeout <= LongestWait, "visibilityTimeout", "must be between 00:00:00 and 7.00:00:00");
        Require(maxDequeueCount >= 1, "maxDequeueCount", "must be at least 1");
        Require(maxPollingInterval >= MinPollingInterval && maxPollingInterval <= LongestWait, "maxPollingInterval", "must be between 00:00:00.1 and 7.00:00:00");
        return new QueueTriggerSettings(service.GetQueueClient(name), hasPoison ? service.GetQueueClient(poison) : null)
        {
            BatchSize = batchSize,
            NewBatchThreshold = newBatchThreshold,
            VisibilityTimeout = visibilityTimeout,
            MaxDequeueCount = maxDequeueCount,
            MaxPollingInterval = maxPollingInterval,
            IsBase64 = queues.GetValue("messageEncoding", QueueMessageEncoding.Base64) == QueueMessageEncoding.Base64,
        };
    }

    private static void Require(bool holds, string setting, string rule)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"host.json: extensions.queues.{setting} {rule}.");
        }
    }

    // https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata
    private static bool IsQueueName(string name) => name.Length is >= 3 and <= 63 && QueueName().IsMatch(name);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex QueueName();
}
