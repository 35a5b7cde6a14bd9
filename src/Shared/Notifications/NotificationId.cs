using System.Security.Cryptography;
using System.Text;

namespace Fixia.Shared.Notifications;

/// <summary>Ids of notifications: UUIDv7 (RFC 9562 section 5.7), whose text sorts by creation time.</summary>
public static class NotificationId
{
    /// <summary>A new id.</summary>
    public static string Create(DateTimeOffset createdAt) => Guid.CreateVersion7(createdAt).ToString();

    /// <summary>
    /// The id that an idempotency key gives one user: a repeated request finds the document of the first one instead of
    /// making another. What is random in other ids is a hash here.
    /// </summary>
    /// <param name="idempotencyKey">The producer's key.</param>
    /// <param name="userId">The recipient.</param>
    /// <param name="createdAt">When the key came first: a key that is used again after it was forgotten makes new ids.</param>
    public static string Derive(string idempotencyKey, string userId, DateTimeOffset createdAt)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{idempotencyKey.Length}:{idempotencyKey}{userId}"), hash);
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(createdAt).TryWriteBytes(bytes, bigEndian: true, out _);
        hash[..10].CopyTo(bytes[6..]);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>Whether Cosmos DB could hold a document of this id at all; whatever it could not is simply unknown.</summary>
    public static bool CanExist(string id) =>
        id.Length is >= 1 and <= 255 && id.AsSpan().IndexOfAny("/\\?#") < 0 && !id.AsSpan().ContainsAnyInRange('\0', '\u001F');
}
