namespace Fixia.Shared.Preferences;

/// <summary>The words of <see cref="Attention"/>, where no serialiser reads them.</summary>
internal static class AttentionText
{
    /// <summary>The rule in words, to follow the name of a member.</summary>
    public const string Rule = "'interrupt' or 'silent'.";

    /// <summary>The words of all rules, strongest first.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. Enum.GetValues<AttentionRule>().Select(NameOf)];

    /// <summary>The word of a rule.</summary>
    public static string NameOf(AttentionRule rule) => rule switch
    {
        AttentionRule.RequiredType => "required-type",
        AttentionRule.Critical => "critical",
        AttentionRule.Mute => "mute",
        AttentionRule.DeviceMute => "device-mute",
        AttentionRule.DeviceType => "device-type",
        AttentionRule.DeviceLevel => "device-level",
        AttentionRule.Type => "type",
        AttentionRule.QuietHours => "quiet-hours",
        AttentionRule.Default => "default",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>What a word means; null when it is none.</summary>
    public static Attention? Find(string? text) => text switch
    {
        "interrupt" => Attention.Interrupt,
        "silent" => Attention.Silent,
        _ => null,
    };
}
