using System.Text.Json.Serialization;

namespace Fixia.Shared.Notifications;

/// <summary>Says that a producer's key was cancelled, in a document of its own: everyone who sends looks for it, and a key may name a thousand users.</summary>
/// <param name="Id">The id of the key, marked.</param>
/// <param name="TimeToLive">Seconds for which it is known: at least as long as the key.</param>
public sealed record KeyCancellation(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("ttl")] int TimeToLive)
{
    /// <summary>The id of the cancellation of a key.</summary>
    public static string IdOf(string keyId) => $"{keyId}-cancelled";
}
