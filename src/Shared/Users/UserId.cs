using System.Buffers;
using System.Text.Unicode;

namespace Fixia.Shared.Users;

/// <summary>The rule that every user id follows, from whichever side it arrives.</summary>
public static class UserId
{
    /// <summary>Most characters.</summary>
    public const int MaxLength = 256;

    /// <summary>Most bytes as UTF-8: in base64, and with the prefix of the group, that stays below Web PubSub's 1,024 characters.</summary>
    public const int MaxBytes = 750;

    /// <summary>The rule in words, to follow the name of a member.</summary>
    public const string Rule =
        "must be a user id of 1 to 256 characters and at most 750 bytes, without control characters and without %2F; neither blank nor '.' nor '..'.";

    /// <summary>
    /// Whether <paramref name="userId"/> follows the rule. What it refuses could not be told from another id in the path of
    /// a URL (dot segments are removed from one, and no host tells an encoded slash from the text <c>%2F</c>), or is no text
    /// at all (a lone surrogate).
    /// </summary>
    public static bool IsValid(string? userId) =>
        userId is { Length: >= 1 and <= MaxLength } and not ("." or "..")
        && !string.IsNullOrWhiteSpace(userId)
        && !userId.Any(char.IsControl)
        && !userId.Contains("%2F", StringComparison.OrdinalIgnoreCase)
        && Utf8.FromUtf16(userId, stackalloc byte[MaxBytes], out _, out _, replaceInvalidSequences: false) == OperationStatus.Done;
}
