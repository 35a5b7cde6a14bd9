using System.Buffers.Text;
using System.Text;

namespace Fixia.Shared.Notifications;

/// <summary>
/// The common text form of cursors: base64url of <c>kind:key:id</c>. It is not signed: a forged cursor only moves the
/// caller within the caller's own partition.
/// </summary>
internal static class CursorText
{
    public const char Feed = 'f';
    public const char Sync = 's';

    /// <summary>Two ids of full length fit, in any script.</summary>
    private const int MaxLength = 4096;

    public static string Write(char kind, string key, string id) => Encode($"{kind}:{key}:{id}");

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <exception cref="InvalidRequestException">The text is no base64url.</exception>
    public static string Decode(string text) =>
        Base64Url.IsValid(text) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) : throw Refusal();

    public static (string Key, string Id) Read(string text, char kind)
    {
        var parts = text.Length <= MaxLength ? Decode(text).Split(':', 3) : [];
        return parts.Length == 3 && parts[0].Length == 1 && parts[0][0] == kind ? (parts[1], parts[2]) : throw Refusal();
    }

    public static InvalidRequestException Refusal() =>
        new("'cursor' must be the cursor of an earlier answer of the same kind.", "cursor");
}
