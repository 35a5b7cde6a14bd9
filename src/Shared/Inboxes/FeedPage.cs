using System.Text.Json.Serialization;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Inboxes;

/// <summary>One page of a user's feed, newest first.</summary>
/// <param name="Notifications">The page.</param>
/// <param name="Cursor">Asks for the page after this one; null on the last.</param>
/// <param name="HasMore">Whether older ones follow.</param>
/// <param name="UnreadCount">The user's exact number of unread notifications, on all pages.</param>
/// <param name="UnseenCount">How many of those arrived since the user opened the bell last.</param>
/// <param name="ReadBefore">The user's mark-all-read watermark: whatever was created up to it is read.</param>
/// <param name="UserId">Whose it is: pages of one browser share what is of one user.</param>
/// <param name="Announced">As in <see cref="Fixia.Shared.Events.UnreadCount"/>.</param>
/// <param name="Attention">The unread ones that do not interrupt everywhere, by id; null when there is none, and on older pages.</param>
/// <param name="ByType">The unread ones of each type that has any.</param>
public sealed record FeedPage(
    IReadOnlyList<Notification> Notifications,
    string? Cursor,
    bool HasMore,
    int UnreadCount,
    int UnseenCount,
    DateTimeOffset? ReadBefore,
    string UserId,
    DateTimeOffset? Announced,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, ShownAttention>? Attention = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, int>? ByType = null);
