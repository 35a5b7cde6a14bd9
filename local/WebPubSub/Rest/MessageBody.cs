using System.Globalization;
using System.Text;
using Fixia.Local.WebPubSub.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>The message of a send: its media type, its body and its life.</summary>
internal static class MessageBody
{
    /// <param name="call">The call.</param>
    /// <param name="group">The group that the message goes to, if it goes to one.</param>
    /// <exception cref="RestException">The headers, the body or <c>messageTtlSeconds</c> are not ones that the API takes.</exception>
    public static async Task<ServerMessage> ReadAsync(RestCall call, string? group = null)
    {
        var expiresAt = Expiry.After(TtlSecondsOf(call.Request), call.Service.Options.TimeProvider);
        if (call.Request.ContentLength is not { } length || length > call.Service.Options.Limits.MaxRestMessageBytes)
        {
            throw RestException.BadRequest("Invalid Content-Length header.", "Content-Length");
        }

        var type = TypeOf(call.Request);
        using var body = new MemoryStream();
        await call.Request.Body.CopyToAsync(body, call.Aborted);
        var data = new MessageData(type, Check(type, body.ToArray())) { Metadata = MetadataOf(call.Request) };
        return group is null ? ServerMessage.FromServer(data, expiresAt) : ServerMessage.FromGroup(group, fromUserId: null, data, expiresAt);
    }

    private static IReadOnlyDictionary<string, string>? MetadataOf(HttpRequest request)
    {
        try
        {
            return Metadata.Read(request.Headers);
        }
        catch (ProtocolException error)
        {
            throw RestException.BadRequest(error.Message, "metadata");
        }
    }

    private static DataType TypeOf(HttpRequest request) =>
        string.IsNullOrEmpty(request.ContentType) ? DataType.Binary
        : MediaTypeHeaderValue.TryParse(request.ContentType, out var header) && MessageData.TypeOf(header.MediaType.Value) is { } type ? type
        : throw RestException.UnsupportedMediaType("The content type is application/json, text/plain or application/octet-stream.");

    private static byte[] Check(DataType type, byte[] body) => type switch
    {
        DataType.Json when !JsonText.IsValid(body) => throw RestException.BadRequest("The body is not valid JSON."),

        // Clients get text in text frames, and those are UTF-8 or the client hangs up.
        DataType.Text when !System.Text.Unicode.Utf8.IsValid(body) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body)),
        _ => body,
    };

    private static int TtlSecondsOf(HttpRequest request)
    {
        var text = request.Query["messageTtlSeconds"].ToString();
        if (text.Length == 0)
        {
            return 0;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= Expiry.MaxSeconds
            ? seconds
            : throw RestException.BadRequest($"'messageTtlSeconds' must be 0 to {Expiry.MaxSeconds}.", "messageTtlSeconds");
    }
}
