using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;

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
    [property: JsonPropertyName("acted_at")] DateTimeOffset ActedAt)
{
    /// <summary>What the outcome of a notification tells.</summary>
    public static ActedData Of(NotificationDocument notification, NotificationOutcome outcome) =>
        new(notification.Id, notification.UserId, notification.Type, outcome.Action, outcome.At);

    /// <summary>One JSON object.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, WebhookJson.Default.ActedData);

    /// <summary>Reads what <see cref="ToJson"/> wrote; null when it is anything else.</summary>
    public static ActedData? Read(JsonElement? json)
    {
        if (json is not { ValueKind: JsonValueKind.Object } stored)
        {
            return null;
        }

        var members = new MemberReader(stored);
        var acted = new ActedData(
            members.RequiredText("notification_id"),
            members.RequiredText("user_id"),
            members.RequiredText("notification_type"),
            members.RequiredText("action"),
            members.RequiredTime("acted_at"));
        return members.Flaw is null ? acted : null;
    }
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(WebhookEvent))]
internal sealed partial class WebhookJson : JsonSerializerContext;
