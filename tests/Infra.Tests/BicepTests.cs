using System.Text.Json.Nodes;

namespace Fixia.Infra.Tests;

/// <summary>The sources themselves, and what the official compiler says about them.</summary>
public sealed class BicepTests(Bicep bicep) : IClassFixture<Bicep>
{
    public static TheoryData<string> Templates => ["main.bicep", "upstream.bicep"];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task A_template_builds_without_a_word_of_the_linter_and_describes_every_parameter(string file)
    {
        var compiled = await bicep.CompileAsync(Repository.PathOf("infra", file));

        // Unknown properties and types are mere warnings.
        Assert.Empty(compiled.Diagnostics.Select(diagnostic => diagnostic.GetRawText()));
        Assert.True(compiled.Success);
        Assert.Empty(UndescribedParameters(JsonNode.Parse(compiled.Contents!)!, file));
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
