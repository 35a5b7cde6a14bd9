using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Infra.Tests;

/// <summary>The database of the template is the one that the code works with.</summary>
[Collection(nameof(ExpandedTemplates))]
public sealed class DatabaseTests(ExpandedTemplates templates)
{
    private const string Container = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers";

    private readonly Template template = templates.Read("production");

    [Fact]
    public void The_file_of_containers_is_what_the_code_describes() => Reviewed.Check(ContainerFile.Text, ContainerFile.Location);

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
    public void Every_process_reads_what_another_one_wrote() => Assert.Equal(
        FixiaDatabase.Consistency.ToString(),
        (string)template.Single("Microsoft.DocumentDB/databaseAccounts")["properties"]!["consistencyPolicy"]!["defaultConsistencyLevel"]!);

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
}
