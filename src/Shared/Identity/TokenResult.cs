namespace Fixia.Shared.Identity;

/// <summary>What a token turned out to be: either a user, or the reason why it is none.</summary>
/// <param name="UserId">The user; null when the token was refused.</param>
/// <param name="Refusal">A short, stable reason for metrics and problem details; null when the token is good.</param>
public readonly record struct TokenResult(string? UserId, string? Refusal)
{
    /// <summary>A good token of <paramref name="userId"/>.</summary>
    public static TokenResult Accept(string userId) => new(userId, null);

    /// <summary>A token that was refused.</summary>
    public static TokenResult Refuse(string reason) => new(null, reason);
}
