using System.Text;
using Fixia.Shared.Users;

namespace Fixia.Tests.Support;

/// <summary>Hundreds of legal user ids that some header, path or group name would not carry, the same in every run.</summary>
public static class OddUserIds
{
    private const int Seed = 847;

    private static readonly string[] Written =
    [
        "maria", "maria ", " maria", " maria ", "Maria", "MARIA", "éva", "%C3%A9va", "e\u0301va", "José", "Jos%C3%A9", "team/ana", "team//ana", "/", "//", "/ana", "ana/",
        "a/../b", "a/./b", "...", "....", ".a", "a.", "..a", "a..", "-", "_", "~", "~~", "~a", "~YW5h", "~dGVhbS9hbmE", "%", "%%", "%2", "%2e%2e", "%00", "%0A", "%25", "%252",
        "%20", "a%41b", "+", "a+b", "a b", "a  b", "?", "a?b=c", "#", "a#b", "&", "a&b", "=", "==", "\\", "..\\..", "a\\b", ":", "user:ana", "user:user:ana", ",", "a,b", ";", "a;b",
        "\"", "\"ana\"", "'", "' or '1'='1", "`", "<b>", "{}", "{\"sub\":\"ana\"}", "[]", "null", "true", "0", "-1", "1e9", "00123", "ana@fixia.test", "auth0|5f7c8ec7c33c6c004bbafe82",
        "google-oauth2|1", "Bearer x", "$", "$all", "@", "@Microsoft.KeyVault(x)", "!", "*", "(", ")", "|", "^", "\u00a0a", "a\u00a0", "\u3000a", "a\u2028b", "\u200b", "\ufeffa", "\ufffd",
        "\ufffe", "日本", "שלום", "مرحبا", "ана", "\ud83d\ude00", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67", "İ", "ı", "ß", "ﬁ", "ñ", "n\u0303", "2026-11-26T14:19:13.290+05:00",
    ];

    private static readonly string[] Pieces =
        ["a", "Z", "0", "-", "_", ".", "~", "/", "%", "%2", "%20", "%C3", "+", " ", ":", "?", "#", "&", "=", "\\", "é", "日", "\ud83d\ude00", "\u00a0", "\u200b", "\"", "'", ",", ";", "|", "@"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Written.Concat(Long()).Concat(Generated()).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Long() =>
        [new('a', 256), new('.', 256), new('/', 256), new('é', 256), new('日', 250), string.Concat(Enumerable.Repeat("\ud83d\ude00", 128)), new string('a', 255) + " "];

    private static IEnumerable<string> Generated()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 440; i++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(1, 12); length > 0; length--)
            {
                text.Append(Pieces[random.Next(Pieces.Length)]);
            }

            if (UserId.IsValid(text.ToString()))
            {
                yield return text.ToString();
            }
        }
    }
}
