using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fixia.Infra.Tests;

/// <summary>
/// The templates as Azure would expand them, made anew from a copy of <c>infra/</c>: once for all tests that look at
/// them.
/// </summary>
[CollectionDefinition(nameof(ExpandedTemplates))]
public sealed class ExpandedTemplates : IAsyncLifetime, ICollectionFixture<ExpandedTemplates>
{
    /// <summary>The parameter sets in <c>infra/snapshots</c>.</summary>
    public static readonly IReadOnlyList<string> Names = ["small", "production", "upstream"];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Least =
    [
        "using '../main.bicep'",
        "param environmentName = 'fixia-test'",
        "param location = 'westeurope'",
        "param jwtAudience = 'fixia-notifications'",
        "param allowedOrigins = 'https://fixia.app'",
    ];

    private readonly Bicep bicep = new();
    private readonly string copy = Directory.CreateTempSubdirectory("fixia-infra-").FullName;
    private readonly Dictionary<string, string> texts = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Reviewed.Updating)
        {
            Reviewed.Write(ContainerFile.Text, ContainerFile.Location);
        }

        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("infra"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Repository.PathOf("infra"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        foreach (var name in Names)
        {
            var (errors, text) = await ExpandAsync(name, name == "upstream" ? null : "westeurope");
            Assert.True(text is not null, errors);
            texts[name] = text;
        }
    }

    /// <summary>The text of an expanded template, with its outputs in a fixed order: the Bicep CLI has none for them.</summary>
    public string TextOf(string name)
    {
        var root = JsonNode.Parse(texts[name])!;
        root["outputs"] = new JsonObject(root["outputs"]!.AsObject()
            .OrderBy(output => output.Key, StringComparer.Ordinal)
            .Select(output => KeyValuePair.Create(output.Key, output.Value?.DeepClone())));
        return root.ToJsonString(Readable).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>An expanded template.</summary>
    internal Template Read(string name) => new(JsonNode.Parse(texts[name])!);

    /// <summary>Expands main.bicep with parameters of a test's own, in the syntax of a bicepparam file.</summary>
    internal async Task<(string Errors, Template? Template)> ExpandAsync(params string[] parameters)
    {
        var name = Guid.NewGuid().ToString("N");
        await File.WriteAllTextAsync(
            Path.Combine(copy, "snapshots", $"{name}.bicepparam"),
            string.Join('\n', [.. Least, .. parameters]),
            TestContext.Current.CancellationToken);
        var (errors, text) = await ExpandAsync(name, "westeurope");
        return (errors, text is null ? null : new Template(JsonNode.Parse(text)!));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        bicep.Dispose();
        Directory.Delete(copy, recursive: true);
        return ValueTask.CompletedTask;
    }

    private Task<(string Errors, string? Text)> ExpandAsync(string name, string? location) =>
        bicep.ExpandAsync(Path.Combine(copy, "snapshots", $"{name}.bicepparam"), location);
}
