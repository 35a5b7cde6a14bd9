using Fixia.Shared.Journal;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Analytics;

/// <summary>Makes figures of fates.</summary>
internal static class FateFigures
{
    private const int MaxTypes = 500;

    /// <summary>Longer than a type can be, so that none has this name.</summary>
    private const string OtherTypes = "(all other types of this hour, which are too many to be counted by themselves)";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>An hour is one document, which holds so many types; the rarer ones are one.</summary>
    /// <param name="fates">What became of the notifications of an hour.</param>
    /// <param name="now">What expires later has not expired.</param>
    public static Dictionary<string, Figures> CountByType(IEnumerable<Fate> fates, DateTimeOffset now)
    {
        var types = fates.GroupBy(fate => fate.Type, StringComparer.Ordinal)
            .OrderByDescending(type => type.Count()).ThenBy(type => type.Key, StringComparer.Ordinal)
            .ToList();
        var counted = types.Take(MaxTypes).ToDictionary(type => type.Key, type => Count([.. type], now), StringComparer.Ordinal);
        if (types.Count > MaxTypes)
        {
            counted[OtherTypes] = Count([.. types.Skip(MaxTypes).SelectMany(type => type)], now);
        }

        return counted;
    }

    private static Figures Count(List<Fate> all, DateTimeOffset now)
    {
        var silenced = all.Where(fate => fate.SilencedBy is not null).ToList();
        var connected = all.FindAll(fate => fate.IsPushed && fate.IsConnected == true);
        return new Figures
        {
            Created = all.Count,
            Pushed = Number(fate => fate.IsPushed),
            Suppressed = silenced.Count,
            SuppressedBy = silenced.CountBy(fate => fate.SilencedBy!).ToDictionary(rule => rule.Key, rule => (long)rule.Value, StringComparer.Ordinal),
            Received = Number(fate => fate.ReceivedAt is not null),
            ReceivedBy = new KindFigures(
                Number(fate => fate.IsOn((int)DeviceKind.Phone)),
                Number(fate => fate.IsOn((int)DeviceKind.Tablet)),
                Number(fate => fate.IsOn((int)DeviceKind.Desktop)),
                Number(fate => fate.IsOn(Fate.UnknownKind))),
            Shown = Number(fate => fate.IsShown),
            Seen = Number(fate => fate.IsSeen || fate.IsRead),
            Read = Number(fate => fate.IsRead),
            ExpiredUnread = Number(fate => fate.IsExpiredUnread(now)),
            Acted = Number(fate => fate.IsActed),
            ReceivedWithinMinute = Number(fate => IsReceivedWithin(fate, Minute)),
            ReceivedWithinHour = Number(fate => IsReceivedWithin(fate, Hour)),
            Connected = new ConnectedFigures(
                Number(fate => fate is { IsPushed: true, IsConnected: not null }),
                connected.Count,
                connected.Count(fate => IsReceivedWithin(fate, Minute)),
                connected.Count(fate => IsReceivedWithin(fate, Hour))),
            TimeToPush = Histogram.Of(all.Where(fate => fate.PushedAt is not null).Select(fate => fate.PushedAt!.Value - fate.CreatedAt)),
            TimeToReceive = Histogram.Of(all.Where(fate => fate.ReceivedAt is not null).Select(fate => fate.ReceivedAt!.Value - fate.CreatedAt)),
            TimeToRead = Histogram.Of(all.Where(fate => fate is { IsRead: true, ReadAt: not null }).Select(fate => fate.ReadAt!.Value - fate.CreatedAt)),
        };

        long Number(Func<Fate, bool> isSo) => all.Count(isSo);

        static bool IsReceivedWithin(Fate fate, TimeSpan time) => fate.ReceivedAt - fate.CreatedAt <= time;
    }
}
