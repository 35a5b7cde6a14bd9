using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.FunctionsHost.Http;

/// <summary>
/// Checks the keys that callers send in the header <c>x-functions-key</c> or as <c>?code=</c>
/// (https://learn.microsoft.com/azure/azure-functions/function-keys-how-to).
/// </summary>
internal sealed class FunctionKeys(FunctionsHostOptions options)
{
    /// <summary>Whether the request may run a function of that level.</summary>
    public bool Opens(string level, HttpRequest request) => level.ToLowerInvariant() switch
    {
        "anonymous" => true,
        "function" => IsKey(request, options.FunctionKey) || IsKey(request, options.MasterKey),
        _ => IsKey(request, options.MasterKey),
    };

    /// <summary>Whether the request may raise events at an extension's webhook.</summary>
    public bool OpensWebhook(HttpRequest request) =>
        options.SystemKey is null || IsKey(request, options.SystemKey) || IsKey(request, options.MasterKey);

    private static bool IsKey(HttpRequest request, string? key)
    {
        var sent = request.Headers.TryGetValue("x-functions-key", out var header) ? header.ToString() : request.Query["code"].ToString();

        // Hashes have one length, so that the time taken tells nothing of the key.
        return !string.IsNullOrEmpty(key) && CryptographicOperations.FixedTimeEquals(Hash(sent), Hash(key));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
