using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Journal;
using Fixia.Shared.Notifications;
using Fixia.Shared.Receipts;
using Fixia.Shared.Users;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Analytics;

/// <summary>
/// Counts hours from the truth: notifications, what was noted when they were pushed, receipts, and how far users have seen and read. It
/// holds one entry a notification of those hours in memory, some 250 bytes each.
/// </summary>
public sealed class AnalyticsCounter(CosmosClient client, PushStore pushes, ReceiptStore receipts, TimeProvider time)
{
    private const string CreatedBetween =
        """
        SELECT c.id, c.user_id, c.type, c.created_at, c.sent_at, c.expires_at, c.read, c.read_at, c.restores, c.removed, c.outcome FROM c
        WHERE (c.created_at >= @from AND c.created_at < @to) OR (c.sent_at >= @from AND c.sent_at < @to)
        """;

    private const string Watermarks =
        "SELECT c.user_id, c.read_before, c.seen_before, c._ts FROM c WHERE c.id = 'state' AND (c.read_before >= @from OR c.seen_before >= @from)";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>By how much what was noted may be written later: as long as the journal holds on to it while the store is away.</summary>
    private static readonly TimeSpan WrittenWithin = TimeSpan.FromMinutes(15);

    private readonly Container notifications = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);
    private readonly Container users = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Users);

    /// <summary>Counts the hours from <paramref name="from"/> up to <paramref name="to"/>, both the beginnings of hours.</summary>
    /// <returns>Each of them, in order, as it is now.</returns>
    public async Task<IReadOnlyList<AnalyticsHour>> CountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        // Before anything is read: what comes while it is, is for the next count.
        var now = time.GetUtcNow();
        var (first, last) = (from - FixiaDatabase.ClockTolerance, to + AnalyticsHour.OpenFor);
        var fates = new Fates(from, to, now);
        await ReadCreatedAsync(fates, from, to, cancellationToken);
        await pushes.ReadEntriesAsync(first, last + WrittenWithin, fates.Note, cancellationToken);
        fates.AddExpired();
        await receipts.ReadBetweenAsync(first, last, fates.Note, cancellationToken);
        await ReadWatermarksAsync(fates, from, cancellationToken);

        var hours = fates.All.ToLookup(fate => AnalyticsHour.StartOf(fate.CreatedAt));
        return
        [
            .. Enumerable.Range(0, (int)((to - from) / Hour)).Select(i => from + (i * Hour)).Select(start => new AnalyticsHour
            {
                Start = start,
                CountedAt = now,
                Types = FateFigures.CountByType(hours[start], now),
            }),
        ];
    }

    private Task ReadCreatedAsync(Fates fates, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        return notifications.ReadEachAsync(Between(CreatedBetween, from, to), Add, cancellationToken);

        void Add(JsonElement json)
        {
            var members = new MemberReader(json);
            var (id, user, type, createdAt) =
                (members.RequiredText("id"), members.RequiredText("user_id"), members.RequiredText("type"), members.RequiredTime("created_at"));
            var isRestored = members.Number("restores") > 0;
            createdAt = (isRestored ? members.LenientTime("sent_at") : null) ?? createdAt;

            // A range of texts may hold what is no time.
            var removed = members.LenientText("removed");
            if (members.Flaw is null && fates.Includes(createdAt) && !IsNone(type, removed))
            {
                var fate = new Fate(type, createdAt) { ExpiresAt = members.LenientTime("expires_at"), IsRestored = isRestored };
                fate.Note(members.Flag("read"), removed, members.Time("read_at"), NotificationOutcome.Read(members.Member("outcome"))?.At);
                fates.Add(user, id, fate);
            }
        }

        // A document that can't be read, and what holds the place of a notification that was cancelled before it was stored.
        static bool IsNone(string type, string? removed) => removed == NotificationRemoval.Unreadable || (removed, type) == (NotificationRemoval.Retracted, NotificationRemoval.Retracted);
    }

    private Task ReadWatermarksAsync(Fates fates, DateTimeOffset from, CancellationToken cancellationToken) =>
        users.ReadEachAsync(
            new QueryDefinition(Watermarks).WithParameter("@from", UtcMillisecondsConverter.ToText(from)),
            json =>
            {
                if (new MemberReader(json).LenientText("user_id") is { } user)
                {
                    fates.Note(user, () => UserState.Read(user, new StoredDocument(json, "")));
                }
            },
            cancellationToken);

    private static QueryDefinition Between(string query, DateTimeOffset from, DateTimeOffset to) => new QueryDefinition(query)
        .WithParameter("@from", UtcMillisecondsConverter.ToText(from))
        .WithParameter("@to", UtcMillisecondsConverter.ToText(to));
}
