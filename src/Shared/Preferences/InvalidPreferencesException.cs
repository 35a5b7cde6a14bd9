namespace Fixia.Shared.Preferences;

/// <summary>What a caller wants can't be accepted. The message is for that caller, and so are the flaws.</summary>
public sealed class InvalidPreferencesException(IReadOnlyList<PreferenceFlaw> flaws) : Exception(string.Join(' ', flaws))
{
    /// <summary>What is wrong, by member.</summary>
    public IReadOnlyList<PreferenceFlaw> Flaws { get; } = flaws;
}
