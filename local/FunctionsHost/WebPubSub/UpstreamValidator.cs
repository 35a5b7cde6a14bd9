using System.Security.Cryptography;
using System.Text;
using Fixia.Local.FunctionsHost.Settings;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>
/// Tells whether an event comes from one of the services of a trigger's <c>connections</c>: by its origin, and by its
/// signature, an HMAC of the connection id. Without connections nothing is validated, as with the real trigger.
/// </summary>
internal sealed class UpstreamValidator
{
    private readonly List<(string Host, byte[]? Key)> _services;

    private UpstreamValidator(List<(string Host, byte[]? Key)> services) => _services = services;

    /// <param name="connections">Names of connections; null means the extension's default, <c>WebPubSubConnectionString</c>.</param>
    /// <param name="settings">Where the connections are.</param>
    /// <exception cref="InvalidOperationException">A connection is missing, or is no connection string.</exception>
    public static UpstreamValidator Create(IReadOnlyList<string>? connections, AppSettings settings)
    {
        if (connections is null)
        {
            var fallback = settings.FindConnection("WebPubSubConnectionString");
            return new UpstreamValidator(fallback is null ? [] : [Parse("WebPubSubConnectionString", fallback)]);
        }

        return new UpstreamValidator([.. connections.Select(name => ServiceOf(name, settings))]);
    }

    public bool Knows(string origins) => _services.Count == 0 || List(origins).Any(origin => _services.Any(service => IsHost(service.Host, origin)));

    public bool IsValid(CloudEvent cloudEvent)
    {
        if (_services.Count == 0)
        {
            return true;
        }

        var signatures = List(cloudEvent.Signature ?? string.Empty).Select(Decode).OfType<byte[]>().ToList();
        var connectionId = Encoding.UTF8.GetBytes(cloudEvent.ConnectionId);
        var valid = false;
        foreach (var (_, key) in List(cloudEvent.Origin).SelectMany(origin => _services.Where(service => IsHost(service.Host, origin))))
        {
            // A service that is reached by identity has no key, and signs nothing.
            valid |= key is null || IsSigned(signatures, HMACSHA256.HashData(key, connectionId));
        }

        return valid;
    }

    private static bool IsSigned(List<byte[]> signatures, byte[] expected)
    {
        var found = false;
        foreach (var signature in signatures)
        {
            found |= CryptographicOperations.FixedTimeEquals(signature, expected);
        }

        return found;
    }

    private static (string Host, byte[]? Key) ServiceOf(string name, AppSettings settings) =>
        settings.Find($"{settings.Resolve(name)}:serviceUri") is { } uri
            ? (new Uri(uri).Host, null)
            : Parse(name, settings.Connection(name));

    private static (string Host, byte[]? Key) Parse(string name, string connectionString)
    {
        var parts = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToLookup(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        return Uri.TryCreate(parts["Endpoint"].FirstOrDefault(), UriKind.Absolute, out var endpoint) && parts["AccessKey"].FirstOrDefault() is { Length: > 0 } key
            ? (endpoint.Host, Encoding.UTF8.GetBytes(key))
            : throw new InvalidOperationException($"The connection {name} is no Web PubSub connection string.");
    }

    private static byte[]? Decode(string signature)
    {
        const string Prefix = "sha256=";
        if (!signature.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var hash = new byte[HMACSHA256.HashSizeInBytes];
        return Convert.FromHexString(signature.AsSpan(Prefix.Length), hash, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == hash.Length ? hash : null;
    }

    /// <summary>Local services go by localhost or by an address, with or without their port.</summary>
    private static bool IsHost(string host, string origin) =>
        Uri.TryCreate($"http://{origin}", UriKind.Absolute, out var url)
        && (string.Equals(host, url.Host, StringComparison.OrdinalIgnoreCase) || (url.IsLoopback && new UriBuilder { Host = host }.Uri.IsLoopback));

    private static string[] List(string header) => header.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
