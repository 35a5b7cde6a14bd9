using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>The rules, strongest first: the first one that has something to say decides. docs/attention.md has the table.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttentionRule>))]
public enum AttentionRule
{
    /// <summary>The product says that this type interrupts, whatever a user wants.</summary>
    [JsonStringEnumMemberName("required-type")]
    RequiredType,

    /// <summary>The notification is critical. A device with the level <see cref="DeviceLevel.None"/> is the one thing that it does not pass.</summary>
    [JsonStringEnumMemberName("critical")]
    Critical,

    /// <summary>The user muted all devices until some time that is still to come.</summary>
    [JsonStringEnumMemberName("mute")]
    Mute,

    /// <summary>The user muted this device until some time that is still to come.</summary>
    [JsonStringEnumMemberName("device-mute")]
    DeviceMute,

    /// <summary>The device's rule for the type.</summary>
    [JsonStringEnumMemberName("device-type")]
    DeviceType,

    /// <summary>The device's level, which can only silence.</summary>
    [JsonStringEnumMemberName("device-level")]
    DeviceLevel,

    /// <summary>The user's rule for the type.</summary>
    [JsonStringEnumMemberName("type")]
    Type,

    /// <summary>The user's quiet hours.</summary>
    [JsonStringEnumMemberName("quiet-hours")]
    QuietHours,

    /// <summary>Nobody said anything: the product's default for the type, or else an interruption.</summary>
    [JsonStringEnumMemberName("default")]
    Default,
}
