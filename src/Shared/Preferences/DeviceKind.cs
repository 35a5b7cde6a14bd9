using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>What a device is, to show it by. No rule depends on it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeviceKind>))]
public enum DeviceKind
{
    /// <summary>A phone.</summary>
    [JsonStringEnumMemberName("phone")]
    Phone,

    /// <summary>A tablet.</summary>
    [JsonStringEnumMemberName("tablet")]
    Tablet,

    /// <summary>A desktop or laptop computer.</summary>
    [JsonStringEnumMemberName("desktop")]
    Desktop,
}
