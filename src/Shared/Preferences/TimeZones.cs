using NodaTime;

namespace Fixia.Shared.Preferences;

/// <summary>The zones of the IANA database, as NodaTime brings it, older names included.</summary>
internal static class TimeZones
{
    /// <summary>A zone by its id, spelled as the database spells it; null when there is none.</summary>
    public static DateTimeZone? Find(string id) =>
        // NodaTime also knows "UTC+03", which is an offset and would be wrong half of the year.
        id.StartsWith("UTC", StringComparison.Ordinal) && id != "UTC" ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
}
