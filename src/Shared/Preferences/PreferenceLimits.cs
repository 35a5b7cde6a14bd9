namespace Fixia.Shared.Preferences;

/// <summary>How much one user's preferences may hold. The API refuses more; of a document that was written directly the first count.</summary>
public static class PreferenceLimits
{
    /// <summary>Devices.</summary>
    public const int Devices = 50;

    /// <summary>Windows of quiet hours: four for each day of the week.</summary>
    public const int Windows = 28;

    /// <summary>Rules by type, of the user and of each device.</summary>
    public const int Types = 100;

    /// <summary>Characters of a device's name.</summary>
    public const int DeviceName = 100;

    /// <summary>Characters of a device's id.</summary>
    public const int DeviceId = 64;

    /// <summary>How many flaws are told at a time.</summary>
    public const int Flaws = 50;
}
