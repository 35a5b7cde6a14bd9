using System.Text.Json.Nodes;

namespace Fixia.Infra.Tests;

/// <summary>Finds things in an expanded template.</summary>
internal sealed class Template(JsonNode root)
{
    private const string Site = "Microsoft.Web/sites";

    /// <summary>Every resource that would be deployed.</summary>
    public IReadOnlyList<JsonNode> Resources { get; } = [.. root["predictedResources"]!.AsArray().Select(resource => resource!)];

    /// <summary>The outputs by name.</summary>
    public JsonObject Outputs { get; } = root["outputs"]!.AsObject();

    /// <summary>What the Bicep CLI had to say about the expansion.</summary>
    public JsonArray Diagnostics { get; } = root["diagnostics"]!.AsArray();

    /// <summary>The function app's properties.</summary>
    public JsonNode App => Single(Site)["properties"]!;

    /// <summary>The app settings by name.</summary>
    public IReadOnlyDictionary<string, string> AppSettings => App["siteConfig"]!["appSettings"]!.AsArray()
        .ToDictionary(setting => (string)setting!["name"]!, setting => (string)setting!["value"]!);

    /// <summary>All resources of a type.</summary>
    public IEnumerable<JsonNode> All(string type) => Resources.Where(resource => (string)resource["type"]! == type);

    /// <summary>The one resource of a type.</summary>
    public JsonNode Single(string type) => Assert.Single(All(type));
}
