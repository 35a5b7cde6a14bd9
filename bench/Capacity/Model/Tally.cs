namespace Fixia.Capacity.Model;

/// <summary>What happened so often that it costs something.</summary>
public sealed class Tally
{
    /// <summary>Executions of functions for HTTP and socket events.</summary>
    public long Executions { get; set; }

    /// <summary>Executions of change-feed functions: batches.</summary>
    public long Batches { get; set; }

    /// <summary>Polls.</summary>
    public long Polls { get; set; }

    /// <summary>Notifications that producers wanted to create, one at a time.</summary>
    public long Creations { get; set; }

    /// <summary>Those of them that were refused, or not answered in time.</summary>
    public long Refused { get; set; }

    /// <summary>Spans that the product makes: negotiate, create, push, sync.</summary>
    public long Spans { get; set; }

    /// <summary>Connections that were opened, and those that were closed.</summary>
    public long Connections { get; set; }

    /// <summary>Bytes that Web PubSub sent to devices and to the webhook.</summary>
    public double OutboundBytes { get; set; }

    /// <summary>Request units of Cosmos DB.</summary>
    public double RequestUnits { get; set; }

    /// <summary>The most request units of one second.</summary>
    public double PeakRequestUnits { get; set; }
}
