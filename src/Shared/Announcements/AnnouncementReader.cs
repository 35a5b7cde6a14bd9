using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Announcements;

/// <summary>Reads documents of the container <c>announcements</c>, under the same rules as <see cref="NotificationReader"/>.</summary>
public sealed class AnnouncementReader(LinkRules links)
{
    /// <inheritdoc cref="NotificationReader.Read"/>
    public Announcement? Read(JsonElement json, out string? flaw)
    {
        var members = new MemberReader(json);
        var content = Content.From(members, links);
        content = content with { CreatedAt = Earlier(content.CreatedAt, members.Number("_ts")) };
        var announcement = new Announcement(members.RequiredText("id"), content, members.RequiredTime("expires_at"))
        {
            TimeToLive = (int?)members.Number("ttl"),
            TraceParent = members.LenientText("traceparent"),
        };
        if (!Announcement.IsId(announcement.Id) || !NotificationId.CanExist(announcement.Id))
        {
            members.Refuse("id", "is none of an announcement.");
        }

        flaw = members.Flaw;
        return flaw is null ? announcement : null;
    }

    /// <summary>
    /// Nothing was created after it was written: taken at its word, an announcement ahead of the clock would stay unread
    /// after a mark-all-read.
    /// </summary>
    private static DateTimeOffset Earlier(DateTimeOffset createdAt, long? writtenAt) =>
        writtenAt is >= 0 and <= int.MaxValue and { } seconds
        && DateTimeOffset.FromUnixTimeSeconds(seconds) is var written
        && createdAt > written + FixiaDatabase.ClockTolerance
            ? written
            : createdAt;
}
