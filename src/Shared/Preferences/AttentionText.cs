namespace Fixia.Shared.Preferences;

/// <summary>The words of <see cref="Attention"/>, where no serialiser reads them.</summary>
internal static class AttentionText
{
    /// <summary>The rule in words, to follow the name of a member.</summary>
    public const string Rule = "'interrupt' or 'silent'.";

    /// <summary>What a word means; null when it is none.</summary>
    public static Attention? Find(string? text) => text switch
    {
        "interrupt" => Attention.Interrupt,
        "silent" => Attention.Silent,
        _ => null,
    };
}
