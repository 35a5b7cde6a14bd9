using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Schedule;

/// <summary>What the queue holds: which document to look at, and nothing of what it says.</summary>
/// <param name="UserId">The user, and the partition of the document.</param>
/// <param name="Id">The id of the document.</param>
/// <param name="DueAt">For when it was sent. A document that was moved since has a message of its own.</param>
public sealed record ScheduledMessage(
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("due_at")] DateTimeOffset DueAt)
{
    /// <summary>The message that says when to look at a document.</summary>
    public static ScheduledMessage Of(ScheduledDocument document) => new(document.UserId, document.Id, document.DueAt);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>Null when it is none of ours.</returns>
    public static ScheduledMessage? Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var members = new MemberReader(json.RootElement);
            var message = new ScheduledMessage(members.RequiredText("user_id"), members.RequiredText("id"), members.RequiredTime("due_at"));
            return members.Flaw is null && Users.UserId.IsValid(message.UserId) ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One JSON object.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, ScheduleJson.Default.ScheduledMessage);
}
