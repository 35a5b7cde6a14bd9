namespace Fixia.Resilience.Tests.Model;

/// <summary>What can happen.</summary>
public enum StepKind
{
    /// <summary>A producer sends one notification.</summary>
    Create,

    /// <summary>A producer sends more than a page of a sync holds.</summary>
    CreateMany,

    /// <summary>A producer addresses everybody.</summary>
    Announce,

    /// <summary>The user marks one notification read.</summary>
    MarkRead,

    /// <summary>The user marks everything read.</summary>
    MarkAllRead,

    /// <summary>The user marks everything read that a device shows.</summary>
    MarkShownRead,

    /// <summary>The user marks one notification unread.</summary>
    MarkUnread,

    /// <summary>The user takes back that one notification was archived or deleted.</summary>
    Restore,

    /// <summary>The user archives everything that is read.</summary>
    ArchiveRead,

    /// <summary>The user opens the bell.</summary>
    Seen,

    /// <summary>The user archives one notification.</summary>
    Archive,

    /// <summary>The user snoozes one notification for seconds.</summary>
    Snooze,

    /// <summary>The queue brings what wakes those that sleep, early or late.</summary>
    Wake,

    /// <summary>The user deletes one notification.</summary>
    Delete,

    /// <summary>The user changes what may interrupt.</summary>
    Want,

    /// <summary>A trigger processes the next changes of its feed, or those that failed before.</summary>
    Push,

    /// <summary>The next send to Web PubSub fails.</summary>
    Refuse,

    /// <summary>The next send to Web PubSub is delivered, and fails for the sender all the same.</summary>
    LoseAnswer,

    /// <summary>A device loses its connection, and what is under way to it.</summary>
    Drop,

    /// <summary>A device connects.</summary>
    Connect,

    /// <summary>The server answers a device that wants to sync.</summary>
    AnswerSync,

    /// <summary>The answer arrives.</summary>
    DeliverSync,

    /// <summary>The device that has no connection polls.</summary>
    Poll,

    /// <summary>The replica that weaker reads ask falls behind.</summary>
    Lag,

    /// <summary>It catches up.</summary>
    CatchUp,

    /// <summary>Seconds pass.</summary>
    Wait,
}
