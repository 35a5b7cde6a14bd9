using System.Text.Json;

namespace Fixia.Shared.Notifications;

/// <summary>
/// How far a user's notifications had changed when somebody looked: the change feed's continuation token, which tells with
/// one cheap read whether anything was written since.
/// </summary>
/// <param name="Token">The SDK's token. Its form is the SDK's own business, but for the one thing below.</param>
public readonly record struct FeedPosition(string Token)
{
    /// <summary>
    /// Whether it is a position in this user's partition. Clients keep positions, and hand them back as they like; one of
    /// another user would tell when that user gets something.
    /// </summary>
    public bool IsOf(string userId)
    {
        try
        {
            using var token = JsonDocument.Parse(Token);
            return token.RootElement.GetProperty("Continuation") is var ranges
                && ranges.GetArrayLength() == 1
                && IsPartitionOf(ranges[0].GetProperty("FeedRange").GetProperty("value").GetString(), userId);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The partition key is written as a JSON array in a text.</summary>
    private static bool IsPartitionOf(string? key, string userId)
    {
        using var values = JsonDocument.Parse(key ?? "");
        return values.RootElement.GetArrayLength() == 1 && values.RootElement[0].ValueEquals(userId);
    }
}
