using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Fixia.Shared.Notifications;

/// <summary>Ids of notifications: UUIDv7 (RFC 9562 section 5.7), whose text sorts by creation time.</summary>
public static partial class NotificationId
{
    /// <summary>A new id.</summary>
    public static string Create(DateTimeOffset createdAt) => Guid.CreateVersion7(createdAt).ToString();

    /// <summary>
    /// The id that an idempotency key gives one user: a repeated request finds the document of the first one instead of
    /// making another. What is random in other ids is a hash here.
    /// </summary>
    /// <param name="idempotencyKey">The producer's key.</param>
    /// <param name="userId">The recipient.</param>
    /// <param name="claimedAt">When the key came first: a key that is used again after it was forgotten makes new ids.</param>
    public static string Derive(string idempotencyKey, string userId, DateTimeOffset claimedAt)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{idempotencyKey.Length}:{idempotencyKey}{userId}"), hash);
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(claimedAt).TryWriteBytes(bytes, bigEndian: true, out _);
        hash[..10].CopyTo(bytes[6..]);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>The rule of <see cref="CanExist"/> in words, to follow the name of a member.</summary>
    public const string Rule = "must be 1 to 255 characters that a URL of Cosmos DB can carry unchanged.";

    /// <summary>
    /// Whether a document of this id can be addressed in Cosmos DB; whatever can't be is simply unknown. The service
    /// refuses separators of URLs, and the SDK asks for another document than it signed for when the id is a relative
    /// segment, ends in a blank, or holds what looks like an escape.
    /// </summary>
    public static bool CanExist(string id) =>
        id.Length is >= 1 and <= 255
        && id is not ("." or "..")
        && !id.EndsWith(' ')
        && !string.IsNullOrWhiteSpace(id)
        && id.AsSpan().IndexOfAny("/\\?#") < 0
        && !id.AsSpan().ContainsAnyInRange('\0', '\u001F')
        && !Escape().IsMatch(id);

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();
}
