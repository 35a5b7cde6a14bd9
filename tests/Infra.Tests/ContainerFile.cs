using System.Text.Json;
using System.Text.Json.Nodes;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Infra.Tests;

/// <summary>The containers as Azure Resource Manager knows them, made from the code's description of them.</summary>
internal static class ContainerFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Where the template reads it.</summary>
    public static string[] Location { get; } = ["infra", "modules", "cosmos-containers.json"];

    /// <summary>What it has to hold.</summary>
    public static string Text { get; } =
        new JsonArray([.. FixiaDatabase.DescribeContainers().Select(Describe)]).ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";

    /// <summary>What is the service's default is left out.</summary>
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
