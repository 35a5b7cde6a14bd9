using System.Globalization;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Settings;
using Microsoft.Azure.Cosmos;

namespace Fixia.Local.FunctionsHost.CosmosDB;

/// <summary>
/// A trigger with its expressions resolved and its defaults filled in
/// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-trigger). Absent intervals are the SDK's defaults:
/// 5 s between polls, leases acquired every 13 s, renewed every 17 s and expired after 60 s.
/// </summary>
internal sealed record CosmosTriggerSettings(Container Monitored, Container Leases, TriggerBinding Trigger, string LeasePrefix)
{
    public const string Type = "cosmosDBTrigger";

    /// <summary>Whether the trigger makes its lease container when that does not exist.</summary>
    public bool CreatesLeaseContainer => Trigger.Flag("createLeaseContainerIfNotExists");

    /// <summary>The request units per second of a lease container that the trigger makes; null means the account's default.</summary>
    public int? LeaseThroughput => Positive("leasesContainerThroughput");

    /// <exception cref="InvalidOperationException">A setting or a connection is missing.</exception>
    /// <exception cref="NotSupportedException">The trigger asks for a change feed that this host does not read.</exception>
    public static CosmosTriggerSettings Read(Function function, AppSettings settings, CosmosConnections connections)
    {
        var trigger = function.Trigger;
        if (trigger.Text("changeFeedMode") is { } mode && mode != "LatestVersion")
        {
            throw function.Unsupported($"this host reads the change feed of latest versions only, not {mode}");
        }

        if (trigger.Text("preferredLocations") is not null)
        {
            throw function.Unsupported("this host knows accounts of one region only, so no PreferredLocations");
        }

        if (trigger.Flag("startFromBeginning") && trigger.Text("startFromTime") is not null)
        {
            throw function.Unsupported("only one of StartFromBeginning and StartFromTime can be set");
        }

        var connection = trigger.Text("connection");
        var database = settings.Resolve(trigger.Text("databaseName")!);
        var monitored = connections.Get(connection).GetContainer(database, settings.Resolve(trigger.Text("containerName")!));
        var leases = connections.Get(trigger.Text("leaseConnection") ?? connection).GetContainer(
            settings.Resolve(trigger.Text("leaseDatabaseName") ?? database),
            settings.Resolve(trigger.Text("leaseContainerName") ?? "leases"));
        return new CosmosTriggerSettings(monitored, leases, trigger, settings.Resolve(trigger.Text("leaseContainerPrefix") ?? string.Empty));
    }

    /// <summary>
    /// A processor that reads the feed into <paramref name="handle"/>. Its leases are named as the real trigger names them:
    /// the prefix, then what the SDK adds (account host, database and container), so that both continue each other's.
    /// </summary>
    public ChangeFeedProcessor BuildProcessor(Container.ChangeFeedStreamHandler handle, Container.ChangeFeedMonitorErrorDelegate onError)
    {
        var builder = Monitored.GetChangeFeedProcessorBuilder(LeasePrefix, handle)
            .WithInstanceName(Guid.NewGuid().ToString())
            .WithLeaseContainer(Leases)
            .WithErrorNotification(onError)
            .WithLeaseConfiguration(
                Milliseconds("leaseAcquireInterval"), Milliseconds("leaseExpirationInterval"), Milliseconds("leaseRenewInterval"));
        if (Milliseconds("feedPollDelay") is { } pollDelay)
        {
            builder.WithPollInterval(pollDelay);
        }

        if (Positive("maxItemsPerInvocation") is { } maxItems)
        {
            builder.WithMaxItems(maxItems);
        }

        if (Trigger.Flag("startFromBeginning"))
        {
            builder.WithStartTime(DateTime.MinValue.ToUniversalTime());
        }
        else if (Trigger.Text("startFromTime") is { } from)
        {
            builder.WithStartTime(DateTime.Parse(from, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal));
        }

        return builder.Build();
    }

    private int? Positive(string property) => Trigger.Number(property) is > 0 and var value ? value : null;

    private TimeSpan? Milliseconds(string property) => Positive(property) is { } value ? TimeSpan.FromMilliseconds(value) : null;
}
