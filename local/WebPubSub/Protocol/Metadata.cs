using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>
/// What travels beside the data of a message: the member <c>metadata</c> of JSON clients, headers for event handlers and
/// REST calls. Its bounds are the official emulator's.
/// </summary>
internal static partial class Metadata
{
    /// <summary>Start of the header's name; the rest is the key.</summary>
    public const string HeaderPrefix = "X-WebPubSub-Metadata-";

    private const int MaxKeyLength = 256;
    private const int MaxValueLength = 1024;
    private const int MaxLength = 8 * 1024;

    /// <exception cref="ProtocolException">It is not an object of strings, repeats a key or is out of bounds.</exception>
    public static IReadOnlyDictionary<string, string>? Read(JsonElement message)
    {
        if (!message.TryGetProperty("metadata", out var metadata) || metadata.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (metadata.ValueKind != JsonValueKind.Object || metadata.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.String))
        {
            throw new ProtocolException("'metadata' must be an object of strings.");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!metadata.EnumerateObject().All(member => values.TryAdd(member.Name, member.Value.GetString()!)))
        {
            throw new ProtocolException("'metadata' has a key twice.");
        }

        return Check(values);
    }

    /// <summary>Reads headers. Keys become lower case, and of several values the last counts.</summary>
    /// <exception cref="ProtocolException">It is out of bounds.</exception>
    public static IReadOnlyDictionary<string, string>? Read(IEnumerable<KeyValuePair<string, StringValues>> headers)
    {
        var values = headers
            .Where(header => header.Key.Length > HeaderPrefix.Length && header.Key.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key[HeaderPrefix.Length..].ToLowerInvariant(), header => LastOf(header.Value));
        return values.Count == 0 ? null : Check(values);
    }

    private static string LastOf(StringValues values) => values.ToString().Split(',')[^1].Trim();

    private static Dictionary<string, string> Check(Dictionary<string, string> metadata)
    {
        if (metadata.FirstOrDefault(pair => pair.Key.Length > MaxKeyLength || !KeyPattern.IsMatch(pair.Key)) is { Key: { } key })
        {
            throw new ProtocolException($"The metadata key '{key}' is longer than {MaxKeyLength} or no token.");
        }

        if (metadata.FirstOrDefault(pair => pair.Value.Length > MaxValueLength || !pair.Value.All(IsPrintable)) is { Key: { } of })
        {
            throw new ProtocolException($"The metadata value of '{of}' is longer than {MaxValueLength} or not printable ASCII.");
        }

        return metadata.Sum(pair => pair.Key.Length + pair.Value.Length) <= MaxLength
            ? metadata
            : throw new ProtocolException($"The metadata is longer than {MaxLength}.");
    }

    private static bool IsPrintable(char character) => character is >= ' ' and <= '~';

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+\-.^_`|~]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPattern { get; }
}
