using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Users;

namespace Fixia.Shared.Notifications;

/// <summary>Reads documents of the container <c>notifications</c>, wherever they are read: for the feed, a sync, a mark, a push.</summary>
public sealed class NotificationReader(LinkRules links)
{
    /// <summary>Reads one document.</summary>
    /// <param name="json">What is stored, or what a change feed brought.</param>
    /// <param name="flaw">Why it can't be read; null when it can.</param>
    /// <returns>Null when it can't be read.</returns>
    public NotificationDocument? Read(JsonElement json, out string? flaw)
    {
        var members = new MemberReader(json);
        var restores = (int)Math.Clamp(members.Number("restores") ?? 0, 0, int.MaxValue);
        var document = new NotificationDocument(members.RequiredText("id"), members.RequiredText("user_id"), Content.From(members, links))
        {
            GroupKey = members.LenientText("group_key") is { Length: >= 1 and <= ContentLimits.GroupKey } key ? key : null,
            Actions = NotificationAction.Read(members.Member("actions")),
            Outcome = NotificationOutcome.Read(members.Member("outcome")),
            Read = members.Flag("read"),
            ReadAt = members.Time("read_at"),
            UpdatedAt = members.Time("updated_at"),
            ExpiresAt = members.Time("expires_at"),
            Removed = members.Text("removed"),
            SnoozedUntil = members.LenientTime("snoozed_until"),
            SentAt = restores > 0 ? members.LenientTime("sent_at") : null,
            Woken = (int)Math.Clamp(members.LenientNumber("woken") ?? 0, 0, int.MaxValue),
            Restores = restores,
            TimeToLive = (int?)members.Number("ttl"),
            TraceParent = members.LenientText("traceparent"),
            Producer = members.LenientText("producer"),
            Timestamp = members.Number("_ts") ?? 0,
        };
        Check(document, members);
        flaw = members.Flaw;
        return flaw is null ? document : null;
    }

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

        if (document.Removed is not (null or NotificationRemoval.Archived or NotificationRemoval.Snoozed) && !NotificationRemoval.IsFinal(document.Removed))
        {
            members.Refuse(
                "removed",
                $"must be '{NotificationRemoval.Archived}', '{NotificationRemoval.Snoozed}', '{NotificationRemoval.Deleted}' or '{NotificationRemoval.Retracted}'.");
        }
    }
}
