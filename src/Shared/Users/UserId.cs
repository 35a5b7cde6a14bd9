namespace Fixia.Shared.Users;

/// <summary>The rule that every user id follows, from whichever side it arrives.</summary>
public static class UserId
{
    /// <summary>Most characters: a group name, <c>user:</c> included, stays far below Web PubSub's 1,024.</summary>
    public const int MaxLength = 256;

    /// <summary>The rule in words, to follow the name of a member.</summary>
    public const string Rule = "must be a user id of 1 to 256 characters without control characters.";

    /// <summary>Whether <paramref name="userId"/> follows the rule.</summary>
    public static bool IsValid(string? userId) =>
        userId is { Length: >= 1 and <= MaxLength } && !string.IsNullOrWhiteSpace(userId) && !userId.Any(char.IsControl);
}
