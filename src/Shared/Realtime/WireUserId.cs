using System.Buffers.Text;
using System.Text;
using Fixia.Shared.Users;

namespace Fixia.Shared.Realtime;

/// <summary>
/// How a user id travels on Web PubSub: in tokens, group names, REST paths and the header <c>ce-userId</c>. Of these a
/// header loses outer blanks, a path its slashes, and non-ASCII text is up to whoever reads it; so an id goes as it is
/// only where all of them carry it, and otherwise as <c>~</c> and the base64url of its UTF-8. Clients never see this form.
/// </summary>
public static class WireUserId
{
    private const char Mark = '~';

    /// <summary>The form on the wire of a <paramref name="userId"/> that follows <see cref="UserId"/>'s rule.</summary>
    public static string Encode(string userId) =>
        IsPlain(userId) ? userId : Mark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(userId));

    /// <summary>The legal id that <see cref="Encode"/> made <paramref name="wire"/> of; null when it made it of none.</summary>
    public static string? Decode(string? wire)
    {
        if (string.IsNullOrEmpty(wire))
        {
            return null;
        }

        try
        {
            var userId = wire[0] == Mark ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(wire.AsSpan(1))) : wire;

            // One id has one form: anything else that decodes to it was not made here.
            return UserId.IsValid(userId) && Encode(userId) == wire ? userId : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Dot segments are excepted: whoever reads a path takes them out.</summary>
    private static bool IsPlain(string text) =>
        text is not ("." or "..") && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
