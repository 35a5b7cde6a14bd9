using System.Buffers.Text;
using System.Text;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Inboxes;

/// <summary>
/// What an answer to a poll was made of. While none of it is different, neither is the answer, and nothing has to be counted
/// to know that. What expires is left out: clients hide that by themselves.
/// </summary>
/// <param name="Position">How far the notifications had changed.</param>
/// <param name="UserETag">The version of the user's marks; null while there are none.</param>
/// <param name="Announced">Which announcements were alive.</param>
public sealed record FeedVersion(FeedPosition Position, string? UserETag, string Announced)
{
    private const char Separator = '\n';

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is anything else.</summary>
    public static FeedVersion? Parse(ReadOnlySpan<char> text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator) is [var announced, var etag, var token]
            ? new FeedVersion(new FeedPosition(token), etag.Length == 0 ? null : etag, announced)
            : null;
    }

    /// <summary>As it may stand in an entity tag.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, Announced, UserETag, Position.Token)));
}
