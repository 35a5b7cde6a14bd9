using Fixia.Shared.Events;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Delivery;

/// <summary>What happened to a notification, as far as one version of it tells.</summary>
internal enum ChangeKind
{
    /// <summary>It was created, or says something new.</summary>
    Fresh,

    /// <summary>It was read.</summary>
    Read,

    /// <summary>It was put away.</summary>
    Removed,

    /// <summary>Its user took back that it was read or put away.</summary>
    Restored,

    /// <summary>Its snooze is over.</summary>
    Woken,

    /// <summary>One of its buttons was pressed.</summary>
    Acted,
}

/// <summary>What the devices of a user are told of a batch of changes.</summary>
/// <param name="Events">In order, but for the count.</param>
/// <param name="Calling">Those that are new or have woken, with what was decided about each.</param>
internal sealed record ChangeEvents(
    IReadOnlyList<ServerEvent> Events, IReadOnlyList<(Notification Notification, AttentionDecision Decision)> Calling)
{
    /// <summary>How long after its creation a notification has been pushed, unless much is amiss.</summary>
    private static readonly TimeSpan PushedWithin = TimeSpan.FromSeconds(10);

    private static readonly ShownAttention Silent = new(Attention.Silent, null);

    /// <summary>Makes the events of a batch.</summary>
    /// <param name="kinds">The changes.</param>
    /// <param name="fresh">Those of the new ones that are told; the others are left to a sync.</param>
    /// <param name="readBefore">The user's watermark.</param>
    /// <param name="mostWoken">Of how many that woke the devices are called; the newest.</param>
    /// <param name="decide">What a notification may do.</param>
    /// <param name="now">When the server saw the changes.</param>
    public static ChangeEvents Of(
        ILookup<ChangeKind, NotificationDocument> kinds,
        IReadOnlyList<NotificationDocument> fresh,
        DateTimeOffset? readBefore,
        int mostWoken,
        Func<Notification, AttentionDecision> decide,
        DateTimeOffset now)
    {
        var (revised, created) = (fresh.Where(IsRevised).ToList(), fresh.Where(document => !IsRevised(document)).Select(Decided).ToList());
        var awake = kinds[ChangeKind.Woken].OrderByDescending(document => document.CreatedAt).ToList();
        var woken = awake.Take(mostWoken).Select(Decided).ToList();
        List<ServerEvent> events =
        [
            .. created.Select(one => New(one.Notification, ShownAttention.Of(one.Decision))),
            .. revised.Concat(kinds[ChangeKind.Acted]).Select(document => New(Notification.From(document, readBefore), Silent)),
            .. woken.Select(one => Restored(one.Notification, ShownAttention.Of(one.Decision))),
            .. awake.Skip(mostWoken).Concat(kinds[ChangeKind.Restored]).Select(document => Restored(Notification.From(document, readBefore), shown: null)),
        ];
        if (kinds[ChangeKind.Read].ToList() is { Count: > 0 } read)
        {
            events.Add(new NotificationRead(Ids(read), read.Max(document => document.ReadAt) ?? now, Restores: Restores(read)));
        }

        if (kinds[ChangeKind.Removed].ToList() is { Count: > 0 } removed)
        {
            var archived = removed.FindAll(document => document.Removed == NotificationRemoval.Archived);
            var snoozed = removed.FindAll(document => document is { Removed: NotificationRemoval.Snoozed, SnoozedUntil: not null });
            events.Add(new NotificationRemoved(
                Ids(removed), now, archived.Count == 0 ? null : Ids(archived), Restores(removed), ById(snoozed, document => document.SnoozedUntil!.Value)));
        }

        return new ChangeEvents(events, [.. created, .. woken]);

        (Notification Notification, AttentionDecision Decision) Decided(NotificationDocument document)
        {
            var notification = Notification.From(document, readBefore);
            return (notification, decide(notification));
        }

        NotificationNew New(Notification notification, ShownAttention shown) => new(notification, now, shown.Attention, shown.AttentionByDevice);

        NotificationRestored Restored(Notification notification, ShownAttention? shown) => new(notification, now, shown?.Attention, shown?.AttentionByDevice);
    }

    /// <summary>What was changed after it was read, or so shortly before that the feed may bring both as one, is shown anew.</summary>
    public static ChangeKind Classify(NotificationDocument document) =>
        document.Removed is not null ? ChangeKind.Removed
        : document.Restores > 0 && (!document.Read || document.ReadAt is null) ? (IsWoken(document) ? ChangeKind.Woken : ChangeKind.Restored)
        : document is { Read: true, Outcome: not null } ? ChangeKind.Acted
        : document.Read && !(document.UpdatedAt + PushedWithin >= document.ReadAt) ? ChangeKind.Read
        : ChangeKind.Fresh;

    /// <summary>
    /// Whether it says something else than when it was pushed, so that devices show it without a call. The feed brings one version of
    /// two that were written together, and such a one may be the first that a device hears of.
    /// </summary>
    private static bool IsRevised(NotificationDocument document) => document.Read || document.UpdatedAt - document.CreatedAt > PushedWithin;

    /// <summary>Whether this is how it came out of its snooze.</summary>
    private static bool IsWoken(NotificationDocument document) =>
        document is { Woken: > 0, SentAt: not null } && document.Woken == document.Restores && !IsRevised(document);

    private static List<string> Ids(List<NotificationDocument> documents) => documents.ConvertAll(document => document.Id);

    private static Dictionary<string, int>? Restores(List<NotificationDocument> documents) =>
        ById(documents.FindAll(document => document.Restores > 0), document => document.Restores);

    /// <summary>The last version of each counts; null when there is none.</summary>
    private static Dictionary<string, T>? ById<T>(List<NotificationDocument> documents, Func<NotificationDocument, T> value) => documents.Count == 0
        ? null
        : documents.GroupBy(document => document.Id, StringComparer.Ordinal).ToDictionary(versions => versions.Key, versions => value(versions.Last()), StringComparer.Ordinal);
}
