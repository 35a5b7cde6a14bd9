using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Fixia.Local.FunctionsHost.Settings;

/// <summary>The app settings as triggers use them: <c>%Setting%</c> expressions and connection names.</summary>
internal sealed partial class AppSettings(IReadOnlyDictionary<string, string?> settings)
{
    private readonly IConfiguration _configuration = new ConfigurationBuilder().AddInMemoryCollection(Normalize(settings)).Build();

    /// <summary>Settings in the names of configuration: environment variables write the colon as two underscores.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Normalize(IEnumerable<KeyValuePair<string, string?>> settings) =>
        settings.Select(setting => KeyValuePair.Create(Key(setting.Key), setting.Value));

    /// <summary>Settings in the names of environment variables.</summary>
    public Dictionary<string, string?> AsEnvironment() =>
        settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);

    /// <summary>Replaces each <c>%Name%</c> in the text by the setting of that name.</summary>
    /// <exception cref="InvalidOperationException">There is no such setting.</exception>
    public string Resolve(string text) => Expression().Replace(text, match =>
        Find(match.Groups[1].Value) ?? throw new InvalidOperationException($"The app setting {match.Groups[1].Value} is missing."));

    public string? Find(string name) => _configuration[Key(name)] is { Length: > 0 } value ? value : null;

    /// <summary>The value of a connection: a setting of that name, or one under <c>ConnectionStrings</c>.</summary>
    /// <exception cref="InvalidOperationException">There is neither.</exception>
    public string Connection(string name) => FindConnection(name)
        ?? throw new InvalidOperationException($"The connection {name} is missing: set {name} or ConnectionStrings__{name} to a connection string.");

    public string? FindConnection(string name) => Find(Resolve(name)) ?? _configuration.GetConnectionString(Key(Resolve(name)));

    private static string Key(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Expression();
}
