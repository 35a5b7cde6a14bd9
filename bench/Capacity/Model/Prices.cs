namespace Fixia.Capacity.Model;

/// <summary>List prices of US East in US dollars, as docs/operations.md names them. They are what changes first: ask the pricing calculator.</summary>
public static class Prices
{
    /// <summary>A unit and day of Web PubSub Standard_S1 (https://c3x.dev/resources/azure/azurerm_web_pubsub).</summary>
    public const double StandardUnitDay = 1.61;

    /// <summary>A unit and day of Premium_P1 (the same page). That P2 costs the same is an assumption.</summary>
    public const double PremiumUnitDay = 2.00;

    /// <summary>A million messages beyond those that are included (https://plavos.com/blog/azure-signalr-service-pricing-unit-instance-messages: the sibling service).</summary>
    public const double MillionMessages = 1.00;

    /// <summary>An hour of 100 RU/s of autoscale (https://cloud-horizons.com/blog/cosmos-db-the-rus-vs-storage-tradeoff).</summary>
    public const double AutoscaleHour = 0.012;

    /// <summary>A GB and month in Cosmos DB, index included.</summary>
    public const double CosmosGigabyteMonth = 0.25;

    /// <summary>A million executions (Flex Consumption, https://modal.com/blog/azure-function-pricing-guide).</summary>
    public const double MillionExecutions = 0.40;

    /// <summary>A GB-second of an instance on demand (the same page).</summary>
    public const double OnDemandSecond = 0.000026;

    /// <summary>A GB-second of an instance that is always ready, while it does nothing.</summary>
    public const double ReadySecond = 0.000004;

    /// <summary>What a GB-second of it costs besides while it works.</summary>
    public const double ReadyBusySecond = 0.000016;

    /// <summary>A GB of logs.</summary>
    public const double LogGigabyte = 2.30;

    /// <summary>10,000 transactions of Storage: the host's leases.</summary>
    public const double TenThousandTransactions = 0.005;

    /// <summary>Days of a month.</summary>
    public const double DaysPerMonth = 30.4;
}
