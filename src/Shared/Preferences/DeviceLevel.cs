using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>What a device lets through. Unset lets through as much as <see cref="All"/>, but is nobody's choice.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeviceLevel>))]
public enum DeviceLevel
{
    /// <summary>Whatever the user's own rules and quiet hours let through. It does not overrule them.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>What is critical.</summary>
    [JsonStringEnumMemberName("critical")]
    Critical,

    /// <summary>Nothing, not even what is critical; required types alone.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}
