using System.Globalization;
using Fixia.Local.FunctionsHost.Functions;
using Fixia.Local.FunctionsHost.Settings;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.CosmosDB;

/// <summary>
/// A trigger's attribute with its expressions resolved and its defaults filled in
/// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-trigger). Zero intervals are the SDK's defaults:
/// 5 s between polls, leases acquired every 13 s, renewed every 17 s and expired after 60 s.
/// </summary>
internal sealed record CosmosTriggerSettings(Container Monitored, Container Leases, CosmosDBTriggerAttribute Attribute, string LeasePrefix)
{
    /// <exception cref="InvalidOperationException">A setting or a connection is missing.</exception>
    /// <exception cref="NotSupportedException">The trigger asks for a change feed that this host does not read.</exception>
    public static CosmosTriggerSettings Read(Function function, AppSettings settings, CosmosConnections connections)
    {
        var attribute = (CosmosDBTriggerAttribute)function.Trigger;
        if (attribute.ChangeFeedMode != CosmosDBChangeFeedMode.LatestVersion)
        {
            throw function.Unsupported($"this host reads the change feed of latest versions only, not {attribute.ChangeFeedMode}");
        }

        if (!string.IsNullOrEmpty(attribute.PreferredLocations))
        {
            throw function.Unsupported("this host knows accounts of one region only, so no PreferredLocations");
        }

        if (attribute is { StartFromBeginning: true, StartFromTime: not null })
        {
            throw function.Unsupported("only one of StartFromBeginning and StartFromTime can be set");
        }

        var database = settings.Resolve(attribute.DatabaseName);
        var monitored = connections.Get(attribute.Connection).GetContainer(database, settings.Resolve(attribute.ContainerName));
        var leases = connections.Get(attribute.LeaseConnection ?? attribute.Connection).GetContainer(
            settings.Resolve(attribute.LeaseDatabaseName ?? database),
            settings.Resolve(attribute.LeaseContainerName ?? "leases"));
        return new CosmosTriggerSettings(monitored, leases, attribute, settings.Resolve(attribute.LeaseContainerPrefix ?? string.Empty));
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
                Milliseconds(Attribute.LeaseAcquireInterval),
                Milliseconds(Attribute.LeaseExpirationInterval),
                Milliseconds(Attribute.LeaseRenewInterval));
        if (Milliseconds(Attribute.FeedPollDelay) is { } pollDelay)
        {
            builder.WithPollInterval(pollDelay);
        }

        if (Attribute.MaxItemsPerInvocation > 0)
        {
            builder.WithMaxItems(Attribute.MaxItemsPerInvocation);
        }

        if (Attribute.StartFromBeginning)
        {
            builder.WithStartTime(DateTime.MinValue.ToUniversalTime());
        }
        else if (Attribute.StartFromTime is { } from)
        {
            builder.WithStartTime(DateTime.Parse(from, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal));
        }

        return builder.Build();
    }

    private static TimeSpan? Milliseconds(int value) => value > 0 ? TimeSpan.FromMilliseconds(value) : null;
}
