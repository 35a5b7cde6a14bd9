namespace Fixia.Attack.Tests;

/// <summary>What may be in no log, and of others in no answer.</summary>
internal static class Secrets
{
    /// <summary>How every token starts: base64url of <c>{"alg":</c>. A shorter one turns up in random ids.</summary>
    public const string TokenPrefix = "eyJhbGciOi";

    /// <summary>A part of every key and token that is made up.</summary>
    public const string Forged = "hush-hush";

    /// <summary>The start of every text that belongs to somebody.</summary>
    public const string Canary = "canary-of-";

    /// <summary>A text of a user's own, which nobody else may see.</summary>
    public static string CanaryOf(string user) => $"{Canary}{user}.";

    /// <summary>Whether a text holds what belongs to somebody else than <paramref name="user"/>.</summary>
    public static bool HoldsOthers(string text, string user)
    {
        var own = CanaryOf(user);
        for (var at = text.IndexOf(Canary, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Canary, at + 1, StringComparison.Ordinal))
        {
            if (!text.AsSpan(at).StartsWith(own, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
