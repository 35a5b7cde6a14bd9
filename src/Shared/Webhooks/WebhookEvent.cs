using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Webhooks;

/// <summary>What a producer is told.</summary>
/// <param name="Type">What happened: <c>notification.acted</c>.</param>
/// <param name="Timestamp">When.</param>
/// <param name="Data">To what.</param>
public sealed record WebhookEvent(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp,
    [property: JsonPropertyName("data")] ActedData Data)
{
    /// <summary>A user has pressed a button.</summary>
    public static WebhookEvent Acted(ActedData data) => new("notification.acted", data.ActedAt, data);
}

/// <summary>Which button of which notification a user has pressed.</summary>
/// <param name="NotificationId">The notification.</param>
/// <param name="UserId">The user.</param>
/// <param name="NotificationType">Its type.</param>
/// <param name="Action">The id of the button.</param>
/// <param name="ActedAt">When.</param>
public sealed record ActedData(
    [property: JsonPropertyName("notification_id")] string NotificationId,
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("notification_type")] string NotificationType,
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("acted_at")] DateTimeOffset ActedAt);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(WebhookEvent))]
internal sealed partial class WebhookJson : JsonSerializerContext;
