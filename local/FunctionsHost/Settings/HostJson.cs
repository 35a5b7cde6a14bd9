using System.Text.Json;

namespace Fixia.Local.FunctionsHost.Settings;

/// <summary>What this host reads of <c>host.json</c> (https://learn.microsoft.com/azure/azure-functions/functions-host-json).</summary>
internal sealed record HostJson(string RoutePrefix)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="InvalidOperationException">The file was named but is not there, or is no JSON.</exception>
    public static HostJson Read(FunctionsHostOptions options)
    {
        var path = options.HostJsonPath
            ?? Path.Combine(Path.GetDirectoryName(options.FunctionsAssembly.Location) ?? string.Empty, "host.json");
        if (options.HostJsonPath is null && !File.Exists(path))
        {
            return new HostJson("api");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            return new HostJson(Find(document.RootElement, "extensions", "http", "routePrefix")?.GetString()?.Trim('/') ?? "api");
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new InvalidOperationException($"{path} can't be read: {e.Message}", e);
        }
    }

    private static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }
}
