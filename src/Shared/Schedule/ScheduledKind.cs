namespace Fixia.Shared.Schedule;

/// <summary>What is to happen, by the names that operators read.</summary>
public static class ScheduledKind
{
    /// <summary>A notification is to be sent.</summary>
    public const string Notification = "notification";

    /// <summary>A notification that a user has snoozed is to come back.</summary>
    public const string Snooze = "snooze";

    /// <summary>A producer is to hear which button was pressed.</summary>
    public const string Webhook = "webhook";

    /// <summary>Quiet hours end, and their summary is to be pushed.</summary>
    public const string Summary = "summary";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Notification, Snooze, Webhook, Summary];

    /// <summary>The kind of a document, by its id.</summary>
    public static string Of(string id) =>
        id == QuietSummary.DocumentId ? Summary
        : ActionCall.IsId(id) ? Webhook
        : SnoozeEnd.IsId(id) ? Snooze
        : Notification;

    /// <summary>The condition that a query puts to <c>c.id</c>.</summary>
    internal static string ConditionOf(string kind) => kind switch
    {
        Summary => $"c.id = '{QuietSummary.DocumentId}'",
        Webhook => $"STARTSWITH(c.id, '{ActionCall.Prefix}')",
        Snooze => $"STARTSWITH(c.id, '{SnoozeEnd.Prefix}')",
        Notification => $"NOT ({ConditionOf(Summary)} OR {ConditionOf(Webhook)} OR {ConditionOf(Snooze)})",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind."),
    };
}
