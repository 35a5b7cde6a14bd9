using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>A day of the week, numbered as ISO 8601 does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Weekday>))]
public enum Weekday
{
    /// <summary>Monday.</summary>
    [JsonStringEnumMemberName("mon")]
    Monday = 1,

    /// <summary>Tuesday.</summary>
    [JsonStringEnumMemberName("tue")]
    Tuesday,

    /// <summary>Wednesday.</summary>
    [JsonStringEnumMemberName("wed")]
    Wednesday,

    /// <summary>Thursday.</summary>
    [JsonStringEnumMemberName("thu")]
    Thursday,

    /// <summary>Friday.</summary>
    [JsonStringEnumMemberName("fri")]
    Friday,

    /// <summary>Saturday.</summary>
    [JsonStringEnumMemberName("sat")]
    Saturday,

    /// <summary>Sunday.</summary>
    [JsonStringEnumMemberName("sun")]
    Sunday,
}
