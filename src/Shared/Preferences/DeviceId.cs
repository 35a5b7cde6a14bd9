namespace Fixia.Shared.Preferences;

/// <summary>The rule for the id that a client makes for its device and keeps. It says nothing about who the user is.</summary>
public static class DeviceId
{
    /// <summary>The rule in words, to follow the name of a member or the words "an id that".</summary>
    public const string Rule = "must have 1 to 64 characters of A-Z, a-z, 0-9, '-' and '_'.";

    /// <summary>Whether <paramref name="id"/> follows the rule, and so can stand in a path as it is.</summary>
    public static bool IsValid(string? id) =>
        id is { Length: >= 1 and <= PreferenceLimits.DeviceId } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
