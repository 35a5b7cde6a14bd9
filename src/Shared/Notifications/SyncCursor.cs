using System.Globalization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Notifications;

/// <summary>A place in the order of changes, which is (<c>_ts</c>, id).</summary>
/// <remarks>
/// <c>_ts</c> counts whole seconds, so writes can still join a second after it was read. Two rules keep them from being
/// missed. The cursor that ends a sync has no id: the next sync reads that whole second again, and clients upsert by id.
/// And it never lies beyond the moment at which the sync began, because a sync of several pages does not look back at
/// the seconds that were still filling up when it passed them.
/// </remarks>
/// <param name="Timestamp">The <c>_ts</c> of Cosmos DB, in seconds since 1970.</param>
/// <param name="Id">The id after which to go on within that second; empty for the start of the second.</param>
/// <param name="StartedAt">When the sync that this cursor continues began, in seconds since 1970; null between syncs.</param>
/// <param name="Announced">
/// The last announcement that the sync has brought, in the order of their ids; empty when it has brought none, null when
/// none is left.
/// </param>
public readonly record struct SyncCursor(long Timestamp, string Id, long? StartedAt, string? Announced = null)
{
    /// <summary>By how many seconds the clocks of the app and of Cosmos DB may differ without a change being missed.</summary>
    public static readonly long ClockToleranceSeconds = (long)FixiaDatabase.ClockTolerance.TotalSeconds;

    /// <summary>Reads a cursor as <see cref="ToString"/> wrote it.</summary>
    /// <exception cref="InvalidRequestException">The text is no such cursor.</exception>
    public static SyncCursor Parse(string text)
    {
        var (key, id) = CursorText.Read(text, CursorText.Sync);
        var times = key.Split('/');
        return times.Length is 2 or 3
            && long.TryParse(times[0], NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp)
            && long.TryParse(times[1], NumberStyles.None, CultureInfo.InvariantCulture, out var startedAt)
            ? new SyncCursor(timestamp, id, startedAt == 0 ? null : startedAt, times.Length == 3 ? CursorText.Decode(times[2]) : null)
            : throw CursorText.Refusal();
    }

    /// <summary>The cursor that ends a sync which has seen every change up to <paramref name="timestamp"/>.</summary>
    public static SyncCursor End(long timestamp, long startedAt) =>
        new(Math.Max(0, Math.Min(timestamp, startedAt - ClockToleranceSeconds)), "", null);

    /// <summary>The opaque text that clients hand back.</summary>
    public override string ToString()
    {
        var announced = Announced is null ? "" : "/" + CursorText.Encode(Announced);
        return CursorText.Write(CursorText.Sync, string.Create(CultureInfo.InvariantCulture, $"{Timestamp}/{StartedAt ?? 0}{announced}"), Id);
    }
}
