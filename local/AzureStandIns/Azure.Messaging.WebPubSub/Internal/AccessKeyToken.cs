using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Azure.Messaging.WebPubSub.Internal;

/// <summary>Signs HS256 tokens with the service's access key: for the client's own requests and for web clients.</summary>
/// <remarks>Written out, because a token library refuses the short keys that the service and its emulator accept.</remarks>
internal static class AccessKeyToken
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public static string Sign(
        string accessKey,
        string audience,
        DateTimeOffset expiresAt,
        string? userId = null,
        IEnumerable<string>? roles = null,
        IEnumerable<string>? groups = null)
    {
        var payload = new ArrayBufferWriter<byte>(512);
        using (var claims = new Utf8JsonWriter(payload))
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            claims.WriteStartObject();
            if (userId is not null)
            {
                claims.WriteString("sub", userId);
            }

            WriteStrings(claims, "role", roles);
            WriteStrings(claims, "webpubsub.group", groups);
            claims.WriteNumber("nbf", now);
            claims.WriteNumber("exp", expiresAt.ToUnixTimeSeconds());
            claims.WriteNumber("iat", now);
            claims.WriteString("aud", audience);
            claims.WriteEndObject();
        }

        var unsigned = $"{Header}.{Base64Url.EncodeToString(payload.WrittenSpan)}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(accessKey), Encoding.UTF8.GetBytes(unsigned));
        return $"{unsigned}.{Base64Url.EncodeToString(signature)}";
    }

    private static void WriteStrings(Utf8JsonWriter claims, string name, IEnumerable<string>? values)
    {
        if (values is null || !values.Any())
        {
            return;
        }

        claims.WriteStartArray(name);
        foreach (var value in values)
        {
            claims.WriteStringValue(value);
        }

        claims.WriteEndArray();
    }
}
