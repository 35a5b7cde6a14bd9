using System.Text.Json.Serialization;

namespace Fixia.Shared.Producers;

/// <summary>What a producer puts in the place of what the notifications of a key say.</summary>
public sealed record NotificationUpdate : NotificationContent
{
    /// <summary>When those are sent that were not yet; null leaves that as it is, and a time that has passed means now.</summary>
    [JsonPropertyName("send_at")]
    public DateTimeOffset? SendAt { get; init; }
}
