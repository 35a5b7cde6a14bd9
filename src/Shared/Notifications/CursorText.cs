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
    private const int MaxLength = 1024;

    public static string Write(char kind, string key, string id) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{kind}:{key}:{id}"));

    public static (string Key, string Id) Read(string text, char kind)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            throw Refusal();
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(':', 3);
        return parts.Length == 3 && parts[0].Length == 1 && parts[0][0] == kind ? (parts[1], parts[2]) : throw Refusal();
    }

    public static InvalidRequestException Refusal() =>
        new("'cursor' must be the cursor of an earlier answer of the same kind.", "cursor");
}
