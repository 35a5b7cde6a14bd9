using System.Security.Cryptography;
using System.Text;

namespace Fixia.Shared.Notifications;

/// <summary>Ids of notifications.</summary>
public static class NotificationId
{
    /// <summary>A new id whose text sorts by creation time (UUIDv7, RFC 9562 section 5.7).</summary>
    public static string Create(DateTimeOffset createdAt) => Guid.CreateVersion7(createdAt).ToString();

    /// <summary>
    /// The id that an idempotency key gives one user: a repeated request finds the document of the first one instead of
    /// making another (UUIDv8 from SHA-256, RFC 9562 section 5.8).
    /// </summary>
    public static string Derive(string idempotencyKey, string userId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{idempotencyKey.Length}:{idempotencyKey}{userId}"), hash);
        var bytes = hash[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>Whether Cosmos DB could hold a document of this id at all; whatever it could not is simply unknown.</summary>
    public static bool CanExist(string id) =>
        id.Length is >= 1 and <= 255 && id.AsSpan().IndexOfAny("/\\?#") < 0 && !id.AsSpan().ContainsAnyInRange('\0', '\u001F');
}
