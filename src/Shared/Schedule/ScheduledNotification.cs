using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Schedule;

/// <summary>A notification that a producer wants to be sent later. Its id is the one that the notification will have.</summary>
public sealed record ScheduledNotification : ScheduledDocument
{
    /// <summary>For how long after it is due a failure that passes is repeated.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    [JsonPropertyName("id")]
    public override required string Id { get; init; }

    /// <summary>What is to be stored then; its <c>created_at</c> is then, too.</summary>
    [JsonPropertyName("notification")]
    public required NotificationDocument Notification { get; init; }

    /// <summary>The id of the producer's key, which may have been cancelled; null without a key.</summary>
    [JsonPropertyName("key_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KeyId { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override TimeSpan KeptFor => Lifetime;

    /// <summary>Begins one that is not stored yet.</summary>
    public static ScheduledNotification Of(NotificationDocument notification, DateTimeOffset dueAt, string? keyId) => new()
    {
        Id = notification.Id,
        UserId = notification.UserId,
        DueAt = dueAt,
        Notification = notification,
        KeyId = keyId,
    };

    /// <summary>Reads what is stored.</summary>
    /// <returns>Null when it can't be read; then <paramref name="flaw"/> says why.</returns>
    public static ScheduledNotification? Read(StoredDocument stored, NotificationReader reader, out string? flaw)
    {
        var members = new MemberReader(stored.Json);
        var due = members.RequiredTime("due_at");
        flaw = members.Flaw;
        if (flaw is not null || !stored.Json.TryGetProperty("notification", out var content))
        {
            flaw ??= "'notification' is missing.";
            return null;
        }

        return reader.Read(content, out flaw) is { } notification
            ? Of(notification, due, members.Text("key_id")) with { ClaimedAt = members.Time("claimed_at"), ETag = stored.ETag }
            : null;
    }
}
