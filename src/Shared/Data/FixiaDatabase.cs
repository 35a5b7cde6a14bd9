using System.Collections.ObjectModel;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Data;

/// <summary>
/// The database as the product needs it: names, partition keys and index policies in one place. Infrastructure creates
/// it up front; the app itself only reads and writes documents.
/// </summary>
public static class FixiaDatabase
{
    /// <summary>The database.</summary>
    public const string Name = "fixia";

    /// <summary>One document a notification.</summary>
    public const string Notifications = "notifications";

    /// <summary>One document a user.</summary>
    public const string Users = "users";

    /// <summary>One document a user who said what may interrupt, or has a device.</summary>
    public const string Preferences = "preferences";

    /// <summary>What is to happen later: one document each, deleted when it has happened.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>One document a key that a producer calls notifications by.</summary>
    public const string Keys = "keys";

    /// <summary>Large sends: a document each, with what became of its chunks, and the chunks apart.</summary>
    public const string Batches = "batches";

    /// <summary>What devices received: one document a device and report.</summary>
    public const string Receipts = "receipts";

    /// <summary>One document an hour: what became of the notifications that were created in it.</summary>
    public const string Analytics = "analytics";

    /// <summary>What was pushed: a document for what a process noted within some seconds, and one for what it did within ten.</summary>
    public const string Pushes = "pushes";

    /// <summary>One document an announcement, all in one partition: there are few, and they expire.</summary>
    public const string Announcements = "announcements";

    /// <summary>One document an idempotency key, for as long as a producer may repeat a request.</summary>
    public const string Idempotency = "idempotency";

    /// <summary>Dead letters: what failed for a reason that does not pass, for a person to look at.</summary>
    public const string Errors = "errors";

    /// <summary>The change-feed leases, one prefix a trigger.</summary>
    public const string Leases = "leases";

    /// <summary>The app setting that holds the Cosmos DB connection, or the prefix of an identity-based one.</summary>
    public const string Connection = "CosmosDB";

    /// <summary>By how much the clocks of the app's instances and of Cosmos DB may differ without harm.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>For how long a repeated idempotency key is recognised.</summary>
    public static readonly TimeSpan IdempotencyLifetime = TimeSpan.FromHours(24);

    /// <summary>
    /// What the account has to promise: a count is pushed by another process than the one that wrote, and has to include
    /// that write (https://learn.microsoft.com/azure/cosmos-db/consistency-levels).
    /// </summary>
    public static ConsistencyLevel Consistency => ConsistencyLevel.Strong;

    /// <summary>For how long it is known what devices received.</summary>
    public static readonly TimeSpan ReceiptLifetime = TimeSpan.FromDays(90);

    /// <summary>For how long it is known what was pushed: until after the last count of its hour, with a day to spare for a count that was missed.</summary>
    public static readonly TimeSpan PushLifetime = TimeSpan.FromDays(3);

    private const string UserPartition = "/user_id";
    private static readonly TimeSpan ErrorLifetime = TimeSpan.FromDays(30);

    /// <summary>The definitions of all containers, made anew for each caller because the SDK's type is mutable.</summary>
    public static IReadOnlyList<ContainerProperties> DescribeContainers() =>
    [
        new(Notifications, UserPartition)
        {
            // -1: documents live forever unless they carry a ttl of their own.
            DefaultTimeToLive = -1,
            IndexingPolicy = NotificationsIndex(),
        },
        new(Users, UserPartition) { DefaultTimeToLive = -1 },
        new(Preferences, UserPartition) { DefaultTimeToLive = -1, IndexingPolicy = NoIndex() },
        new(Scheduled, UserPartition) { DefaultTimeToLive = -1, IndexingPolicy = Index("/due_at/?") },
        new(Keys, "/id") { DefaultTimeToLive = -1, IndexingPolicy = NoIndex() },
        new(Batches, "/batch_id") { DefaultTimeToLive = -1, IndexingPolicy = Index("/batch_id/?", "/state/?", "/done_at/?") },
        new(Receipts, UserPartition) { DefaultTimeToLive = (int)ReceiptLifetime.TotalSeconds, IndexingPolicy = Index("/user_id/?", "/received_at/?") },
        new(Analytics, "/month") { IndexingPolicy = Index("/start/?") },
        new(Pushes, "/id") { DefaultTimeToLive = (int)PushLifetime.TotalSeconds, IndexingPolicy = Index("/flushed_at/?", "/at/?") },
        new(Announcements, "/scope") { DefaultTimeToLive = -1 },
        new(Idempotency, "/id") { DefaultTimeToLive = (int)IdempotencyLifetime.TotalSeconds, IndexingPolicy = NoIndex() },
        new(Errors, "/container") { DefaultTimeToLive = (int)ErrorLifetime.TotalSeconds, IndexingPolicy = ErrorsIndex() },
        new(Leases, "/id"),
    ];

    /// <summary>
    /// Exactly what the queries filter and order by. Every further indexed path would cost request units at each write.
    /// </summary>
    private static IndexingPolicy NotificationsIndex()
    {
        var policy = new IndexingPolicy();
        foreach (var path in (string[])["/user_id/?", "/read/?", "/removed/?", "/restores/?", "/type/?", "/created_at/?", "/sent_at/?", "/id/?", "/_ts/?"])
        {
            policy.IncludedPaths.Add(new IncludedPath { Path = path });
        }

        policy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        policy.CompositeIndexes.Add(
        [
            new CompositePath { Path = "/removed", Order = CompositePathSortOrder.Ascending },
            .. Ordered(CompositePathSortOrder.Descending, "/created_at", "/id"),
        ]);
        policy.CompositeIndexes.Add(
        [
            .. Ordered(CompositePathSortOrder.Ascending, "/removed", "/type"),
            .. Ordered(CompositePathSortOrder.Descending, "/created_at", "/id"),
        ]);
        policy.CompositeIndexes.Add(Ordered(CompositePathSortOrder.Descending, "/created_at", "/id"));
        policy.CompositeIndexes.Add(Ordered(CompositePathSortOrder.Ascending, "/_ts", "/id"));
        return policy;
    }

    /// <summary>For containers that are read by id, but for what these paths find.</summary>
    private static IndexingPolicy Index(params string[] paths)
    {
        var policy = NoIndex();
        foreach (var path in paths)
        {
            policy.IncludedPaths.Add(new IncludedPath { Path = path });
        }

        return policy;
    }

    /// <summary>What dead letters are chosen and ordered by; not what they hold.</summary>
    private static IndexingPolicy ErrorsIndex()
    {
        var policy = Index("/container/?", "/user_id/?", "/set_aside_at/?", "/id/?");
        policy.CompositeIndexes.Add(Ordered(CompositePathSortOrder.Descending, "/set_aside_at", "/id"));
        return policy;
    }

    /// <summary>
    /// For containers that are only ever read by id. The mode stays consistent, because time to live needs an index:
    /// https://learn.microsoft.com/azure/cosmos-db/index-policy#indexing-mode
    /// </summary>
    private static IndexingPolicy NoIndex() => new() { ExcludedPaths = { new ExcludedPath { Path = "/*" } } };

    private static Collection<CompositePath> Ordered(CompositePathSortOrder order, params string[] paths) =>
        [.. paths.Select(path => new CompositePath { Path = path, Order = order })];
}
