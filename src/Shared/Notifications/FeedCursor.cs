using System.Globalization;
using Fixia.Shared.Json;

namespace Fixia.Shared.Notifications;

/// <summary>A place in a feed: just after the notification that it names. It stays valid while new ones arrive.</summary>
/// <param name="CreatedAt">The creation time of that notification.</param>
/// <param name="Id">Its id, which breaks ties.</param>
public readonly record struct FeedCursor(DateTimeOffset CreatedAt, string Id)
{
    /// <summary>Reads a cursor as <see cref="ToString"/> wrote it.</summary>
    /// <exception cref="InvalidRequestException">The text is no such cursor.</exception>
    public static FeedCursor Parse(string text)
    {
        var (key, id) = CursorText.Read(text, CursorText.Feed);
        return long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            && id.Length > 0
            ? new FeedCursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), id)
            : throw CursorText.Refusal();
    }

    /// <summary>The opaque text that clients hand back.</summary>
    public override string ToString() =>
        CursorText.Write(CursorText.Feed, CreatedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), Id);
}
