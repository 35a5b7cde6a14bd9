using Fixia.Local.WebPubSub.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>A client's handshake is refused, with an answer of the endpoint or of the connect event handler.</summary>
internal sealed class ClientRefusedException(int status, string code, string message, string? target = null) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>A handler's own refusal, passed on as it came.</summary>
    public (string? MediaType, ReadOnlyMemory<byte> Body)? Verbatim { get; init; }

    public static ClientRefusedException BadRequest(string message, string? target = null) =>
        new(StatusCodes.Status400BadRequest, "Error.BadRequest", message, target);

    public static ClientRefusedException Unauthorized(string message) =>
        new(StatusCodes.Status401Unauthorized, "Error.Unauthorized", message);

    public async Task AnswerAsync(HttpContext context)
    {
        if (Verbatim is not var (mediaType, body))
        {
            await ErrorBody.WriteAsync(context, Status, code, Message, target);
            return;
        }

        context.Response.StatusCode = Status;
        if (!body.IsEmpty)
        {
            context.Response.ContentType = mediaType ?? "text/plain";
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
