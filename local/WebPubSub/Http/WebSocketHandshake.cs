using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Fixia.Local.WebPubSub.Http;

/// <summary>
/// The server side of the opening handshake: RFC 6455, section 4.2. It is done here rather than by ASP.NET Core's
/// WebSocket middleware because the connection needs the byte stream: it writes frames that are shared by many recipients.
/// </summary>
internal static class WebSocketHandshake
{
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int KeyBytes = 16;

    /// <summary>Whether a request asks for a WebSocket.</summary>
    public static bool IsRequested(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && Lists(context.Request.Headers.Connection, "Upgrade")
        && Lists(context.Request.Headers.Upgrade, "websocket");

    /// <summary>Whether the request's version and key are right; if not, the refusal has been answered.</summary>
    public static bool CheckOrRefuse(HttpContext context)
    {
        if (context.Request.Headers.SecWebSocketVersion != "13")
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.SecWebSocketVersion = "13";
            return false;
        }

        Span<byte> key = stackalloc byte[KeyBytes + 2];
        if (!Convert.TryFromBase64String(context.Request.Headers.SecWebSocketKey.ToString(), key, out var length) || length != KeyBytes)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return false;
        }

        return true;
    }

    /// <summary>The subprotocols that the client offers, in its order.</summary>
    public static IReadOnlyList<string> SubprotocolsOf(HttpContext context) =>
        context.Request.Headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol);

    /// <summary>Answers 101 and hands over the connection's bytes.</summary>
    public static Task<Stream> AcceptAsync(HttpContext context, string? subprotocol)
    {
        var headers = context.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = AcceptKeyOf(context.Request.Headers.SecWebSocketKey.ToString());
        if (subprotocol is not null)
        {
            headers.SecWebSocketProtocol = subprotocol;
        }

        return context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 names SHA-1; it proves no secret, only that the server speaks WebSocket.")]
    private static string AcceptKeyOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)));

    private static bool Lists(Microsoft.Extensions.Primitives.StringValues header, string value) =>
        header.Any(line => line?.Split(',').Any(item => item.Trim().Equals(value, StringComparison.OrdinalIgnoreCase)) == true);
}
