using Microsoft.Extensions.Configuration;

namespace Fixia.Local.FunctionsHost.Settings;

/// <summary>
/// The app's <c>host.json</c>, over which app settings named <c>AzureFunctionsJobHost__a__b</c> go
/// (https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values).
/// </summary>
internal sealed class HostJson
{
    private const string OverridePrefix = "AzureFunctionsJobHost:";

    private readonly IConfiguration _values;

    private HostJson(IConfiguration values) => _values = values;

    /// <summary>What comes before the routes of HTTP functions, without slashes at its ends; may be empty.</summary>
    public string RoutePrefix => (_values["extensions:http:routePrefix"] ?? "api").Trim('/');

    /// <summary>The log levels by category.</summary>
    public IConfiguration Logging => _values.GetSection("logging");

    /// <summary>The settings of an extension.</summary>
    public IConfiguration Extension(string name) => _values.GetSection($"extensions:{name}");

    /// <exception cref="InvalidOperationException">There is no such file, or it is no JSON.</exception>
    public static HostJson Read(string appDirectory, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var overrides = AppSettings.Normalize(settings)
            .Where(setting => setting.Key.StartsWith(OverridePrefix, StringComparison.OrdinalIgnoreCase))
            .Select(setting => KeyValuePair.Create(setting.Key[OverridePrefix.Length..], setting.Value));
        var path = Path.Combine(appDirectory, "host.json");
        try
        {
            using var file = File.OpenRead(path);
            return new HostJson(new ConfigurationBuilder().AddJsonStream(file).AddInMemoryCollection(overrides).Build());
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            throw new InvalidOperationException($"{path} can't be read: {e.Message}", e);
        }
    }
}
