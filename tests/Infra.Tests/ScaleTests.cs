using System.Reflection;
using System.Text.Json.Nodes;
using Fixia.Functions;
using Fixia.Functions.ChangeFeed;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Infra.Tests;

/// <summary>What always runs, and how azd finds the app.</summary>
[Collection(nameof(ExpandedTemplates))]
public sealed class ScaleTests(ExpandedTemplates templates)
{
    /// <summary>
    /// Functions that are a scale group of their own, as every trigger but HTTP and webhooks is, and that somebody waits for:
    /// what is enqueued for later may wait until an instance has started.
    /// </summary>
    private static readonly IReadOnlyList<string> PushingFunctions =
    [
        .. typeof(FixiaServices).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetParameters().Any(parameter => parameter.GetCustomAttribute<CosmosDBTriggerAttribute>() is not null))
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name)
            .Except([nameof(EnqueueScheduled)])
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_change_feed_function_that_pushes_can_have_instances_that_always_run()
    {
        var groups = AlwaysReady("production").ToDictionary(group => (string)group["name"]!, group => (int)group["instanceCount"]!);

        Assert.Equal(["http", .. PushingFunctions.Select(name => "function:" + name)], groups.Keys.OrderBy(name => name != "http").ThenBy(name => name, StringComparer.Ordinal));
        Assert.Equal(2, groups["http"]);
    }

    [Fact]
    public void A_group_without_such_instances_is_left_out() => Assert.Empty(AlwaysReady("small"));

    [Fact]
    public void Azd_deploys_to_the_app_that_carries_the_name_of_its_service()
    {
        var service = (string)templates.Read("production").Single("Microsoft.Web/sites")["tags"]!["azd-service-name"]!;
        var lines = File.ReadAllLines(Repository.PathOf("azure.yaml")).Select(line => line.TrimEnd()).ToList();
        var declared = lines.IndexOf($"  {service}:");

        Assert.True(declared > lines.IndexOf("services:"), $"azure.yaml declares no service {service}.");
        var project = lines.Skip(declared).First(line => line.TrimStart().StartsWith("project:", StringComparison.Ordinal)).Split(':')[1].Trim();
        Assert.NotEmpty(Directory.GetFiles(Repository.PathOf(project), "*.csproj"));
    }

    [Fact]
    public void Every_parameter_of_the_azd_file_is_one_of_the_template_and_every_required_one_is_there()
    {
        var given = JsonNode.Parse(Repository.ReadText("infra", "main.parameters.json"))!["parameters"]!.AsObject().Select(parameter => parameter.Key).ToHashSet();
        var declarations = File.ReadLines(Repository.PathOf("infra", "main.bicep"))
            .Where(line => line.StartsWith("param ", StringComparison.Ordinal))
            .ToDictionary(line => line.Split(' ')[1], line => line.Contains('='));

        Assert.Subset(declarations.Keys.ToHashSet(), given);
        Assert.Superset(declarations.Where(declaration => !declaration.Value).Select(declaration => declaration.Key).ToHashSet(), given);
    }

    private IEnumerable<JsonNode> AlwaysReady(string name) =>
        templates.Read(name).App["functionAppConfig"]!["scaleAndConcurrency"]!["alwaysReady"]!.AsArray().Select(group => group!);
}
