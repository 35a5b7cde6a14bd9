using System.Text.RegularExpressions;

namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>
/// Names that the service accepts: the patterns of the REST API specification 2024-12-01, and of events, on which the
/// documentation is silent, the official emulator's.
/// </summary>
internal static partial class Names
{
    public static bool IsHub(string name) => HubPattern.IsMatch(name);

    public static bool IsGroup(string name, int maxLength) =>
        name.Length <= maxLength && !string.IsNullOrWhiteSpace(name);

    public static bool IsEvent(string name) => EventPattern.IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_`,.\[\]]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HubPattern { get; }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.\-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EventPattern { get; }
}
