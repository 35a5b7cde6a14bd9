using Fixia.Shared.Journal;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Receipts;
using Fixia.Shared.Users;

namespace Fixia.Shared.Analytics;

/// <summary>What became of one notification, as far as it counts: up to when its hour is counted for the last time.</summary>
internal sealed class Fate(string type, DateTimeOffset createdAt)
{
    /// <summary>Stands beside the kinds of devices for those that did not say.</summary>
    public const int UnknownKind = 3;

    private DateTimeOffset? decidedAt;
    private (int Restores, bool IsFinal, DateTimeOffset At)? version;
    private int kinds;

    /// <summary>Its type.</summary>
    public string Type { get; } = type;

    /// <summary>When it was created, before whatever snooze it came back from.</summary>
    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>When it stops to exist; null when it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Whether it was read, by itself or with all others.</summary>
    public bool IsRead { get; set; }

    /// <summary>When it was read by itself, as far as that is known.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>Whether its user took back that it was read or put away, so that no watermark covers it.</summary>
    public bool IsRestored { get; set; }

    /// <summary>Whether its producer took it back.</summary>
    public bool IsRetracted { get; set; }

    /// <summary>Whether one of its buttons was pressed.</summary>
    public bool IsActed { get; set; }

    /// <summary>Whether the bell was opened after it.</summary>
    public bool IsSeen { get; private set; }

    /// <summary>Whether it interrupted on any device.</summary>
    public bool IsShown { get; private set; }

    /// <summary>When any device told first that it received it.</summary>
    public DateTimeOffset? ReceivedAt { get; private set; }

    /// <summary>Whether Web PubSub took it.</summary>
    public bool IsPushed => decidedAt is not null;

    /// <summary>When it did first; null also where it is only known that a snooze was over.</summary>
    public DateTimeOffset? PushedAt { get; private set; }

    /// <summary>The rule that silenced it when it was pushed first.</summary>
    public string? SilencedBy { get; private set; }

    /// <summary>Whether its user had an open device; null where that was not asked, or not answered.</summary>
    public bool? IsConnected { get; private set; }

    /// <summary>Whether it was received on a device of a kind.</summary>
    public bool IsOn(int kind) => (kinds & (1 << kind)) != 0;

    /// <summary>Whether it expired before some moment and nobody had read it.</summary>
    public bool IsExpiredUnread(DateTimeOffset now) =>
        ExpiresAt <= now && ExpiresAt < AnalyticsHour.ClosingOf(CreatedAt) && !IsRead && !IsActed && !IsRetracted;

    /// <summary>Takes up what was noted of its pushes. In any order, and as often as it likes: the first push that was taken counts.</summary>
    public void NotePush(PushEntry entry)
    {
        if (!IsOnTime(entry.At))
        {
            return;
        }

        IsConnected = entry.IsConnected is { } isConnected ? isConnected || IsConnected == true : IsConnected;
        if (entry.Push != PushEntry.Accepted)
        {
            return;
        }

        if (!(decidedAt <= entry.At))
        {
            (decidedAt, SilencedBy) = (entry.At, AttentionText.Rules.Contains(entry.SilencedBy) ? entry.SilencedBy : null);
        }

        if (!entry.IsWoken && !(PushedAt <= entry.At))
        {
            PushedAt = entry.At;
        }
    }

    /// <summary>Takes up what was noted of how it was then: of one that is no longer stored, the last version of it.</summary>
    public void NoteVersion(PushEntry entry)
    {
        var noted = (entry.Restores, entry.IsRead || entry.Removed is not null, entry.At);
        if (!IsOnTime(entry.At) || (version is { } known && known.CompareTo(noted) >= 0))
        {
            return;
        }

        version = noted;
        ExpiresAt = entry.ExpiresAt;
        Note(entry.IsRead, entry.Removed, entry.ReadAt, entry.ActedAt);
        IsRestored = entry.Restores > 0;
    }

    /// <summary>Takes up how it is stored.</summary>
    /// <param name="isRead">Whether it is read by itself.</param>
    /// <param name="removed">How it was put away.</param>
    /// <param name="readAt">When it was read.</param>
    /// <param name="actedAt">When one of its buttons was pressed.</param>
    public void Note(bool isRead, string? removed, DateTimeOffset? readAt, DateTimeOffset? actedAt)
    {
        // What a producer took back, or sleeps, is stored as read, and was by nobody.
        IsRead = isRead && removed is not (NotificationRemoval.Retracted or NotificationRemoval.Snoozed) && (readAt is null || IsOnTime(readAt.Value));

        // Putting it away sets the time anew.
        ReadAt = removed is null ? readAt : null;
        IsRetracted = removed == NotificationRemoval.Retracted;
        IsActed = actedAt is { } at && IsOnTime(at);
    }

    /// <summary>Takes up that a device received it.</summary>
    public void NoteReceipt(Receipt receipt)
    {
        if (IsOnTime(receipt.ReceivedAt))
        {
            ReceivedAt = ReceivedAt < receipt.ReceivedAt ? ReceivedAt : receipt.ReceivedAt;
            kinds |= 1 << (receipt.DeviceKind is { } kind ? (int)kind : UnknownKind);
        }
    }

    /// <summary>Takes up that a device interrupted with it.</summary>
    public void NoteShown(Receipt receipt) => IsShown |= IsOnTime(receipt.ReceivedAt);

    /// <summary>Takes up how far its user has read and seen.</summary>
    public void NoteWatermarks(UserState state)
    {
        IsRead |= !IsRestored && CreatedAt <= state.ReadBefore;
        IsSeen |= CreatedAt <= state.SeenBefore;
    }

    /// <summary>Whatever else is counted in the same pass: an hour's figures must not depend on it.</summary>
    private bool IsOnTime(DateTimeOffset moment) => moment < AnalyticsHour.ClosingOf(CreatedAt);
}
