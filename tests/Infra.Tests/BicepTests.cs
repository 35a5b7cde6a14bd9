using System.Text.Json.Nodes;

namespace Fixia.Infra.Tests;

/// <summary>The sources themselves, and what the official compiler says about them.</summary>
public sealed class BicepTests
{
    public static TheoryData<string> Templates => ["main.bicep", "upstream.bicep"];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task A_template_and_its_modules_pass_the_linter_without_a_warning(string file)
    {
        var result = await CommandLine.BicepAsync("lint", Repository.PathOf("infra", file));

        // The CLI takes unknown properties and types for mere warnings and exits with 0.
        Assert.Equal("", result.Output + result.Errors);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task A_template_builds_and_describes_every_parameter(string file)
    {
        var result = await CommandLine.BicepAsync("build", Repository.PathOf("infra", file), "--stdout");

        Assert.Equal("", result.Errors);
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(UndescribedParameters(JsonNode.Parse(result.Output)!, file));
    }

    [Fact]
    public void Every_module_is_used()
    {
        var modules = Directory.EnumerateFiles(Repository.PathOf("infra", "modules"), "*.bicep").Select(path => "modules/" + Path.GetFileName(path));
        var main = Repository.ReadText("infra", "main.bicep");

        Assert.All(modules, module => Assert.Contains($"'{module}'", main, StringComparison.Ordinal));
    }

    private static IEnumerable<string> UndescribedParameters(JsonNode template, string where)
    {
        foreach (var (name, parameter) in template["parameters"]?.AsObject() ?? [])
        {
            if (string.IsNullOrWhiteSpace((string?)parameter!["metadata"]?["description"]))
            {
                yield return $"{where}: {name}";
            }
        }

        // With symbolic names, a feature of newer templates, the resources are an object; else they are an array.
        var resources = template["resources"] is JsonArray array
            ? array
            : template["resources"]!.AsObject().Select(resource => resource.Value);
        foreach (var nested in resources.Where(resource => resource!["properties"]?["template"] is not null))
        {
            foreach (var undescribed in UndescribedParameters(nested!["properties"]!["template"]!, $"{where}/{nested["name"]}"))
            {
                yield return undescribed;
            }
        }
    }
}
