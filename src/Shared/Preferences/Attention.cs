using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>What a device does with a notification, which is in its list and in its counts in any case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Attention>))]
public enum Attention
{
    /// <summary>Toast, sound, whatever the device has to call its user.</summary>
    [JsonStringEnumMemberName("interrupt")]
    Interrupt,

    /// <summary>List and badge only.</summary>
    [JsonStringEnumMemberName("silent")]
    Silent,
}
