using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Users;

namespace Fixia.Shared.Notifications;

/// <summary>
/// Reads documents of the container <c>notifications</c>, wherever they are read. What came through the API reads as it
/// was written; of what was written directly, texts are cut to <see cref="ContentLimits"/> and unsafe links dropped.
/// </summary>
public sealed class NotificationReader(LinkRules links)
{
    /// <summary>Reads one document.</summary>
    /// <param name="json">What is stored, or what a change feed brought.</param>
    /// <param name="flaw">Why it can't be read; null when it can.</param>
    /// <returns>Null when it can't be read.</returns>
    public NotificationDocument? Read(JsonElement json, out string? flaw)
    {
        var members = new MemberReader(json);
        var document = new NotificationDocument
        {
            Id = members.RequiredText("id"),
            UserId = members.RequiredText("user_id"),
            Type = members.RequiredText("type"),
            Priority = members.Text("priority") == NotificationPriority.Critical ? NotificationPriority.Critical : NotificationPriority.Normal,
            Title = Cut(members.RequiredText("title"), ContentLimits.Title),
            Message = Cut(members.Text("message") ?? "", ContentLimits.Message),
            ActionUrl = members.Text("action_url") is { } url && links.IsSafe(url) ? url : null,
            Read = members.Flag("read"),
            ReadAt = members.Time("read_at"),
            CreatedAt = members.RequiredTime("created_at"),
            ExpiresAt = members.Time("expires_at"),
            Removed = members.Text("removed"),
            TimeToLive = (int?)members.Number("ttl"),
            TraceParent = members.LenientText("traceparent"),
            Timestamp = members.Number("_ts") ?? 0,
        };
        Check(document, members);
        flaw = members.Flaw;
        return flaw is null ? document : null;
    }

    /// <summary>A text of at most <paramref name="length"/> characters, cut between two of them.</summary>
    public static string Cut(string text, int length) => text.Length <= length
        ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1), "…");

    private static void Check(NotificationDocument document, MemberReader members)
    {
        if (!NotificationId.CanExist(document.Id))
        {
            members.Refuse("id", NotificationId.Rule);
        }

        if (!UserId.IsValid(document.UserId))
        {
            members.Refuse("user_id", UserId.Rule);
        }

        if (document.Type.Length is 0 or > ContentLimits.Type)
        {
            members.Refuse("type", $"needs 1 to {ContentLimits.Type} characters.");
        }

        if (document.CreatedAt < DateTimeOffset.UnixEpoch)
        {
            members.Refuse("created_at", "must not lie before 1970.");
        }

        if (document.Removed is not (null or NotificationRemoval.Archived or NotificationRemoval.Deleted))
        {
            members.Refuse("removed", $"must be '{NotificationRemoval.Archived}' or '{NotificationRemoval.Deleted}'.");
        }
    }
}
