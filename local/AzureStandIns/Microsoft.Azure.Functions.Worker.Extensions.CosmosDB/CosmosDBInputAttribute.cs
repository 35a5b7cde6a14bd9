using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Fills a parameter with documents of a container.</summary>
public sealed class CosmosDBInputAttribute : InputBindingAttribute
{
    public CosmosDBInputAttribute()
    {
    }

    public CosmosDBInputAttribute(string databaseName)
    {
        DatabaseName = databaseName;
    }

    public CosmosDBInputAttribute(string databaseName, string containerName)
    {
        DatabaseName = databaseName;
        ContainerName = containerName;
    }

    public string? DatabaseName { get; }

    public string? ContainerName { get; }

    public string? Connection { get; set; }

    public string? Id { get; set; }

    public string? PartitionKey { get; set; }

    public string? SqlQuery { get; set; }

    public string? PreferredLocations { get; set; }

    public IDictionary<string, object>? SqlQueryParameters { get; set; }
}
