using System.Text.Json;
using System.Text.Json.Nodes;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Infra.Tests;

/// <summary>The database of the template is the one that the code works with.</summary>
[Collection(nameof(ExpandedTemplates))]
public sealed class DatabaseTests(ExpandedTemplates templates)
{
    private const string Container = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Template template = templates.Read("production");

    [Fact]
    public void The_file_of_containers_is_what_the_code_describes()
    {
        var file = Repository.PathOf("infra", "modules", "cosmos-containers.json");
        var described = new JsonArray([.. FixiaDatabase.DescribeContainers().Select(Describe)]).ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, described);
        }

        Assert.Equal(described, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_container_of_the_code_is_created_up_front_with_its_partition_key()
    {
        var created = template.All(Container).Select(container => container["properties"]!["resource"]!).ToDictionary(
            resource => (string)resource["id"]!, resource => (string)resource["partitionKey"]!["paths"]![0]!);

        Assert.Equal(
            FixiaDatabase.DescribeContainers().ToDictionary(container => container.Id, container => container.PartitionKeyPath), created);
        Assert.All(template.All(Container), container => Assert.Contains($"/{FixiaDatabase.Name}/", (string)container["name"]!, StringComparison.Ordinal));
        Assert.Equal(FixiaDatabase.Name, (string)template.Single("Microsoft.DocumentDB/databaseAccounts/sqlDatabases")["properties"]!["resource"]!["id"]!);
    }

    [Fact]
    public void A_container_with_a_time_to_live_keeps_its_index_because_the_service_expires_documents_by_it()
    {
        var unindexed = FixiaDatabase.DescribeContainers()
            .Where(container => container.DefaultTimeToLive is not null && container.IndexingPolicy.IndexingMode == IndexingMode.None)
            .Select(container => container.Id);

        Assert.Empty(unindexed);
    }

    [Theory]
    [InlineData("small", true)]
    [InlineData("production", false)]
    public void Throughput_is_bought_as_the_parameter_says(string name, bool serverless)
    {
        var expanded = templates.Read(name);
        var account = expanded.Single("Microsoft.DocumentDB/databaseAccounts")["properties"]!;
        var options = expanded.Single("Microsoft.DocumentDB/databaseAccounts/sqlDatabases")["properties"]!["options"]!;

        Assert.Equal(serverless ? ["EnableServerless"] : [], account["capabilities"]!.AsArray().Select(capability => (string)capability!["name"]!));
        Assert.Equal(serverless, options["autoscaleSettings"] is null);
    }

    /// <summary>A container as Azure Resource Manager knows it; what is the service's default is left out.</summary>
    private static JsonObject Describe(ContainerProperties container)
    {
        var resource = new JsonObject
        {
            ["id"] = container.Id,
            ["partitionKey"] = new JsonObject { ["kind"] = "Hash", ["version"] = 2, ["paths"] = new JsonArray(container.PartitionKeyPath) },
        };
        if (container.DefaultTimeToLive is { } seconds)
        {
            resource["defaultTtl"] = seconds;
        }

        if (!IsDefault(container.IndexingPolicy))
        {
            resource["indexingPolicy"] = Describe(container.IndexingPolicy);
        }

        return resource;
    }

    private static JsonObject Describe(IndexingPolicy policy) => new()
    {
        ["automatic"] = policy.Automatic,
        ["indexingMode"] = policy.IndexingMode.ToString().ToLowerInvariant(),
        ["includedPaths"] = Paths(policy.IncludedPaths.Select(path => path.Path)),
        ["excludedPaths"] = Paths(policy.ExcludedPaths.Select(path => path.Path)),
        ["compositeIndexes"] = new JsonArray([.. policy.CompositeIndexes.Select(index => new JsonArray([.. index.Select(Describe)]))]),
    };

    private static JsonObject Describe(CompositePath path) =>
        new() { ["path"] = path.Path, ["order"] = path.Order.ToString().ToLowerInvariant() };

    private static JsonArray Paths(IEnumerable<string> paths) => new([.. paths.Select(path => new JsonObject { ["path"] = path })]);

    private static bool IsDefault(IndexingPolicy policy) =>
        policy is { Automatic: true, IndexingMode: IndexingMode.Consistent, IncludedPaths.Count: 0, ExcludedPaths.Count: 0, CompositeIndexes.Count: 0 };
}
