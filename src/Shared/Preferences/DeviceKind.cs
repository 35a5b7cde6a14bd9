using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>What a device is, to show it by. No rule depends on it.</summary>
[JsonConverter(typeof(DeviceKindConverter))]
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

/// <summary>Reads and writes it by name; a number is none.</summary>
internal sealed class DeviceKindConverter() : JsonStringEnumConverter<DeviceKind>(namingPolicy: null, allowIntegerValues: false);
