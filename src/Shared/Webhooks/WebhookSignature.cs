using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fixia.Shared.Webhooks;

/// <summary>Signs as Standard Webhooks 1.0 does (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).</summary>
internal static class WebhookSignature
{
    /// <summary>What a secret has to be, in words.</summary>
    public const string Rule = "'whsec_' and the base64 of 24 to 64 bytes.";

    private const string Prefix = "whsec_";

    /// <summary>Reads the key that a secret holds.</summary>
    public static bool TryReadKey(string secret, out byte[] key)
    {
        var buffer = new byte[secret.Length];
        var isKey = secret.StartsWith(Prefix, StringComparison.Ordinal)
            & Convert.TryFromBase64String(secret.Length > Prefix.Length ? secret[Prefix.Length..] : "", buffer, out var length);
        key = buffer[..length];
        return isKey && length is >= 24 and <= 64;
    }

    /// <summary>The header <c>webhook-signature</c>: one signature a secret.</summary>
    /// <param name="secrets">Secrets that follow the <see cref="Rule"/>.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>, in seconds since 1970.</param>
    /// <param name="body">The body.</param>
    public static string Of(IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(secret => TryReadKey(secret, out var key) ? $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}" : ""));
    }
}
