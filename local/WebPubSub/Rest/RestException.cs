using Fixia.Local.WebPubSub.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>An operation is answered with an error.</summary>
internal sealed class RestException(int status, string code, string message, string? target = null) : Exception(message)
{
    public static RestException BadRequest(string message, string? target = null) =>
        new(StatusCodes.Status400BadRequest, "BadRequest", message, target);

    public static RestException Unauthorized(string message) => new(StatusCodes.Status401Unauthorized, "Unauthorized", message);

    public static RestException NotFound(string message) => new(StatusCodes.Status404NotFound, "NotFound", message);

    public Task AnswerAsync(HttpContext context)
    {
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return ErrorBody.WriteAsync(context, status, code, Message, target);
    }
}
