namespace Fixia.Costs;

/// <summary>The operations of the product that cost request units, by the names that the document has.</summary>
public static class Operations
{
    /// <summary>One notification for one user.</summary>
    public const string Create = "create one notification";

    /// <summary>The same, with the claim of an idempotency key.</summary>
    public const string CreateWithKey = "create one with an idempotency key";

    /// <summary>What the change-feed trigger does for one changed document.</summary>
    public const string Push = "push one change";

    /// <summary>The same for one of the users whose changes come in one batch.</summary>
    public const string GatheredPush = "push the changes of 50 users, each";

    /// <summary>The counts alone.</summary>
    public const string UnreadCount = "unread count";

    /// <summary>The newest page of the feed.</summary>
    public const string FeedPage = "feed page of 20";

    /// <summary>The newest page of the feed for a client that has none yet, with the tag for its next poll.</summary>
    public const string FirstPoll = "first poll";

    /// <summary>A poll with the tag, when nothing has changed.</summary>
    public const string IdlePoll = "poll that finds nothing new";

    /// <summary>The newest page of one type.</summary>
    public const string TypePage = "feed page of 20, of one type";

    /// <summary>The newest page of the unread ones.</summary>
    public const string UnreadPage = "feed page of 20, unread only";

    /// <summary>A device that has no cursor.</summary>
    public const string Sync = "first sync page (50)";

    /// <summary>A device that reconnects, with two changes since.</summary>
    public const string SyncFromCursor = "sync from a cursor";

    /// <summary>One by id.</summary>
    public const string MarkRead = "mark one read";

    /// <summary>One by id.</summary>
    public const string Archive = "archive one";

    /// <summary>One by id.</summary>
    public const string Delete = "delete one";

    /// <summary>One by id.</summary>
    public const string Snooze = "snooze one";

    /// <summary>The same as <see cref="Push"/> for what was snoozed, which sees to it that it is woken.</summary>
    public const string SnoozedPush = "push one that was snoozed";

    /// <summary>Claiming it, the notification, forgetting it.</summary>
    public const string Wake = "wake one that was snoozed";

    /// <summary>The bell was opened.</summary>
    public const string Seen = "seen";

    /// <summary>The watermark.</summary>
    public const string MarkAllRead = "mark all read";

    /// <summary>One document for everybody.</summary>
    public const string Announce = "announce";

    /// <summary>The same as <see cref="Push"/> for a user in quiet hours: the first, which schedules the summary.</summary>
    public const string FirstSilencedPush = "push the first that quiet hours silence";

    /// <summary>The same, when that is done.</summary>
    public const string SilencedPush = "push another that quiet hours silence";

    /// <summary>One that was read, by the first time that its user takes that back.</summary>
    public const string MarkUnread = "mark one unread";

    /// <summary>What one device tells of 20 that it received.</summary>
    public const string Receipt = "receipt of 20";

    /// <summary>What ends the quiet hours of a user.</summary>
    public const string Summary = "summary of quiet hours";

    /// <summary>One notification for one user, with a key, for later.</summary>
    public const string Schedule = "schedule one, with a key";

    /// <summary>What a queue message does when it is due; the push comes on top.</summary>
    public const string SendScheduled = "send one that is due";

    /// <summary>Another content in the place of what was sent.</summary>
    public const string Change = "change one by its key";

    /// <summary>What was sent is taken back.</summary>
    public const string Retract = "take one back by its key";

    /// <summary>Writing down what was pushed; it comes on top of the pushes.</summary>
    public const string Journal = "journal of 100 pushes";

    /// <summary>One user of a large send of one chunk, from the request to the result of the chunk; the push comes on top.</summary>
    public const string BatchUser = "one of a batch of 500";
}
