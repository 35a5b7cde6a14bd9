namespace Fixia.Shared.Preferences;

/// <summary>The words of <see cref="DeviceKind"/>, where no serialiser reads them.</summary>
internal static class DeviceKindText
{
    /// <summary>What a word means; null when it is none.</summary>
    public static DeviceKind? Find(string? text) => text switch
    {
        "phone" => DeviceKind.Phone,
        "tablet" => DeviceKind.Tablet,
        "desktop" => DeviceKind.Desktop,
        _ => null,
    };
}
