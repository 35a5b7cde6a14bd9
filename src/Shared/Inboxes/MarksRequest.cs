using Fixia.Shared.Events;

namespace Fixia.Shared.Inboxes;

/// <summary>Does one thing with several notifications of the caller.</summary>
public sealed record MarksRequest
{
    /// <summary>Which: up to <see cref="MarkReadPayload.MaxIds"/>.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>What: <c>read</c>, <c>unread</c>, <c>archive</c>, <c>snooze</c>, <c>delete</c> or <c>restore</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Whether those that are restored come back unread.</summary>
    public bool Unread { get; init; }

    /// <summary>When those that are snoozed come back: ahead of now, and at most <see cref="InboxMarks.MaxSnooze"/>.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What an "archive all read" has archived, and whether something is left.</summary>
/// <param name="HasMore">Whether to ask again.</param>
/// <param name="Ids">What was archived, for whoever takes it back.</param>
public sealed record ArchivedRead(bool HasMore, IReadOnlyCollection<string> Ids);
