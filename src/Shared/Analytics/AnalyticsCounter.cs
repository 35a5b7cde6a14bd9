using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Receipts;
using Fixia.Shared.Users;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Analytics;

/// <summary>
/// Counts hours from the truth: notifications, receipts, and how far users have seen and read. It holds one entry a notification of
/// those hours in memory, some 200 bytes each.
/// </summary>
public sealed class AnalyticsCounter(CosmosClient client, ReceiptStore receipts, TimeProvider time)
{
    private const string CreatedBetween =
        """
        SELECT c.id, c.user_id, c.type, c.created_at, c.sent_at, c.read, c.read_at, c.restores, c.removed, c.outcome FROM c
        WHERE (c.created_at >= @from AND c.created_at < @to) OR (c.sent_at >= @from AND c.sent_at < @to)
        """;

    private const string Watermarks =
        "SELECT c.user_id, c.read_before, c.seen_before, c._ts FROM c WHERE c.id = 'state' AND (c.read_before >= @from OR c.seen_before >= @from)";

    private const int MaxTypes = 500;

    /// <summary>Longer than a type can be, so that none has this name.</summary>
    private const string OtherTypes = "(all other types of this hour, which are too many to be counted by themselves)";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Container notifications = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);
    private readonly Container users = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Users);

    /// <summary>Counts the hours from <paramref name="from"/> up to <paramref name="to"/>, both the beginnings of hours.</summary>
    /// <returns>Each of them, in order, as it is now.</returns>
    public async Task<IReadOnlyList<AnalyticsHour>> CountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        // Before anything is read: what comes while it is, is for the next count.
        var now = time.GetUtcNow();
        var created = await ReadCreatedAsync(from, to, cancellationToken);
        await receipts.ReadBetweenAsync(from - FixiaDatabase.ClockTolerance, to + AnalyticsHour.OpenFor, receipt => Note(created, receipt), cancellationToken);
        await ReadWatermarksAsync(created, from, cancellationToken);

        var hours = created.Values.SelectMany(ofUser => ofUser.Values).ToLookup(fate => AnalyticsHour.StartOf(fate.CreatedAt));
        return
        [
            .. Enumerable.Range(0, (int)((to - from) / Hour)).Select(i => from + (i * Hour)).Select(start => new AnalyticsHour
            {
                Start = start,
                CountedAt = now,
                Types = CountByType(hours[start]),
            }),
        ];
    }

    private async Task<Dictionary<string, Dictionary<string, Fate>>> ReadCreatedAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var created = new Dictionary<string, Dictionary<string, Fate>>(StringComparer.Ordinal);
        await notifications.ReadEachAsync(Between(CreatedBetween, from, to), Add, cancellationToken);
        return created;

        void Add(JsonElement json)
        {
            var members = new MemberReader(json);
            var (id, user, type, createdAt) =
                (members.RequiredText("id"), members.RequiredText("user_id"), members.RequiredText("type"), members.RequiredTime("created_at"));
            var isRestored = members.Number("restores") > 0;
            createdAt = (isRestored ? members.LenientTime("sent_at") : null) ?? createdAt;

            // A range of texts may hold what is no time.
            var removed = members.LenientText("removed");
            if (members.Flaw is null && createdAt >= from && createdAt < to && !IsNone(type, removed))
            {
                created.TryAdd(user, new Dictionary<string, Fate>(StringComparer.Ordinal));
                var readAt = members.Time("read_at");
                created[user][id] = new Fate(type, createdAt)
                {
                    // What a producer took back, or sleeps, is stored as read, and was by nobody.
                    IsRead = members.Flag("read") && removed is not (NotificationRemoval.Retracted or NotificationRemoval.Snoozed) && !(readAt >= AnalyticsHour.ClosingOf(createdAt)),

                    // Putting it away sets the time anew.
                    ReadAt = removed is null ? readAt : null,
                    IsRestored = isRestored,
                    IsActed = NotificationOutcome.Read(members.Member("outcome"))?.At < AnalyticsHour.ClosingOf(createdAt),
                };
            }
        }

        // A document that can't be read, and what holds the place of a notification that was cancelled before it was stored.
        static bool IsNone(string type, string? removed) => removed == NotificationRemoval.Unreadable || (removed, type) == (NotificationRemoval.Retracted, NotificationRemoval.Retracted);
    }

    private Task ReadWatermarksAsync(Dictionary<string, Dictionary<string, Fate>> created, DateTimeOffset from, CancellationToken cancellationToken) =>
        users.ReadEachAsync(
            new QueryDefinition(Watermarks).WithParameter("@from", UtcMillisecondsConverter.ToText(from)),
            json =>
            {
                if (new MemberReader(json).LenientText("user_id") is not { } user || !created.TryGetValue(user, out var fates))
                {
                    return;
                }

                var state = UserState.Read(user, new StoredDocument(json, ""));
                foreach (var fate in fates.Values)
                {
                    fate.IsRead |= !fate.IsRestored && fate.CreatedAt <= state.ReadBefore;
                    fate.IsSeen |= fate.CreatedAt <= state.SeenBefore;
                }
            },
            cancellationToken);

    private static void Note(Dictionary<string, Dictionary<string, Fate>> created, Receipt receipt)
    {
        if (!created.TryGetValue(receipt.UserId, out var fates))
        {
            return;
        }

        foreach (var fate in OnTime(receipt.Ids))
        {
            fate.ReceivedAt = fate.ReceivedAt < receipt.ReceivedAt ? fate.ReceivedAt : receipt.ReceivedAt;
            fate.Kinds |= 1 << (receipt.DeviceKind is { } kind ? (int)kind : Fate.UnknownKind);
        }

        foreach (var fate in OnTime(receipt.Shown))
        {
            fate.IsShown = true;
        }

        // Whatever else is counted in the same pass: an hour's figures must not depend on it.
        IEnumerable<Fate> OnTime(IEnumerable<string> ids) =>
            ids.Select(fates.GetValueOrDefault).OfType<Fate>().Where(fate => receipt.ReceivedAt < AnalyticsHour.ClosingOf(fate.CreatedAt));
    }

    /// <summary>An hour is one document, which holds so many types; the rarer ones are one.</summary>
    private static Dictionary<string, Figures> CountByType(IEnumerable<Fate> fates)
    {
        var types = fates.GroupBy(fate => fate.Type, StringComparer.Ordinal)
            .OrderByDescending(type => type.Count()).ThenBy(type => type.Key, StringComparer.Ordinal)
            .ToList();
        var counted = types.Take(MaxTypes).ToDictionary(type => type.Key, Count, StringComparer.Ordinal);
        if (types.Count > MaxTypes)
        {
            counted[OtherTypes] = Count(types.Skip(MaxTypes).SelectMany(type => type));
        }

        return counted;
    }

    private static Figures Count(IEnumerable<Fate> fates)
    {
        var all = fates.ToList();
        return new Figures
        {
            Created = all.Count,
            Received = Number(fate => fate.ReceivedAt is not null),
            ReceivedBy = new KindFigures(
                Number(fate => fate.IsOn((int)DeviceKind.Phone)),
                Number(fate => fate.IsOn((int)DeviceKind.Tablet)),
                Number(fate => fate.IsOn((int)DeviceKind.Desktop)),
                Number(fate => fate.IsOn(Fate.UnknownKind))),
            Shown = Number(fate => fate.IsShown),
            Seen = Number(fate => fate.IsSeen || fate.IsRead),
            Read = Number(fate => fate.IsRead),
            Acted = Number(fate => fate.IsActed),
            ReceivedWithinMinute = Number(fate => fate.ReceivedAt - fate.CreatedAt <= TimeSpan.FromMinutes(1)),
            ReceivedWithinHour = Number(fate => fate.ReceivedAt - fate.CreatedAt <= Hour),
            TimeToReceive = Histogram.Of(all.Where(fate => fate.ReceivedAt is not null).Select(fate => fate.ReceivedAt!.Value - fate.CreatedAt)),
            TimeToRead = Histogram.Of(all.Where(fate => fate is { IsRead: true, ReadAt: not null }).Select(fate => fate.ReadAt!.Value - fate.CreatedAt)),
        };

        long Number(Func<Fate, bool> isSo) => all.Count(isSo);
    }

    private static QueryDefinition Between(string query, DateTimeOffset from, DateTimeOffset to) => new QueryDefinition(query)
        .WithParameter("@from", UtcMillisecondsConverter.ToText(from))
        .WithParameter("@to", UtcMillisecondsConverter.ToText(to));

    /// <summary>What became of one notification.</summary>
    private sealed class Fate(string type, DateTimeOffset createdAt)
    {
        public const int UnknownKind = 3;

        public string Type { get; } = type;

        public DateTimeOffset CreatedAt { get; } = createdAt;

        public bool IsRead { get; set; }

        public bool IsSeen { get; set; }

        public bool IsShown { get; set; }

        public bool IsRestored { get; init; }

        public bool IsActed { get; init; }

        public DateTimeOffset? ReadAt { get; init; }

        public DateTimeOffset? ReceivedAt { get; set; }

        public int Kinds { get; set; }

        public bool IsOn(int kind) => (Kinds & (1 << kind)) != 0;
    }
}
