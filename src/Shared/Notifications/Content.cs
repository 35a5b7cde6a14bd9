using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Notifications;

/// <summary>What a notification says: the members that documents of users and of everybody share, and clients see.</summary>
public record Content
{
    /// <summary>What happened: <c>proposal</c>, <c>message</c>, <c>payment</c>, <c>review</c>, <c>system</c> or a custom slug.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>One of <see cref="NotificationPriority"/>.</summary>
    [JsonPropertyName("priority")]
    public string Priority { get; init; } = NotificationPriority.Normal;

    /// <summary>One line of plain text.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>Plain text.</summary>
    [JsonPropertyName("message")]
    public string Message { get; init; } = "";

    /// <summary>Where a click leads, under the <see cref="LinkRules"/>; null leads nowhere.</summary>
    [JsonPropertyName("action_url")]
    public string? ActionUrl { get; init; }

    /// <summary>When it was stored, or came back from its last snooze, to the millisecond; orders the feed.</summary>
    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Reads it from a document. What came through the API reads as it was written; of what was written directly, texts
    /// are cut to <see cref="ContentLimits"/> and unsafe links dropped.
    /// </summary>
    public static Content From(MemberReader members, LinkRules links)
    {
        var content = new Content
        {
            Type = members.RequiredText("type"),
            Priority = members.Text("priority") == NotificationPriority.Critical ? NotificationPriority.Critical : NotificationPriority.Normal,
            Title = Cut(members.RequiredText("title"), ContentLimits.Title),
            Message = Cut(members.Text("message") ?? "", ContentLimits.Message),
            ActionUrl = members.Text("action_url") is { } url && links.IsSafe(url) ? url : null,
            CreatedAt = members.RequiredTime("created_at"),
        };
        if (content.Type.Length is 0 or > ContentLimits.Type)
        {
            members.Refuse("type", $"needs 1 to {ContentLimits.Type} characters.");
        }

        if (content.CreatedAt < DateTimeOffset.UnixEpoch)
        {
            members.Refuse("created_at", "must not lie before 1970.");
        }

        return content;
    }

    /// <summary>At most <paramref name="length"/> characters, cut between two of them.</summary>
    private static string Cut(string text, int length) => text.Length <= length
        ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1), "…");
}
