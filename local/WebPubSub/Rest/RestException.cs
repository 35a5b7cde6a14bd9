using Fixia.Local.WebPubSub.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>An operation is answered with an error.</summary>
internal sealed class RestException(int status, string code, string message, string? target = null) : Exception(message)
{
    public static RestException BadRequest(string message, string? target = null) =>
        new(StatusCodes.Status400BadRequest, "Error.BadRequest", message, target);

    public static RestException UnsupportedMediaType(string message) =>
        new(StatusCodes.Status415UnsupportedMediaType, "Error.UnsupportedMediaType", message, "Content-Type");

    public static RestException Unauthorized(string message) => new(StatusCodes.Status401Unauthorized, "Error.Unauthorized", message);

    public static RestException NotFound(string message) => new(StatusCodes.Status404NotFound, "Error.NotFound", message);

    /// <summary>What the path names is not there. The official emulator, and Azure SignalR, use these codes.</summary>
    /// <param name="kind">Connection or User.</param>
    /// <param name="name">Its name.</param>
    /// <param name="level">Error, or Info where the caller only wants to know.</param>
    public static RestException NotExisted(string kind, string name, string level = "Error") =>
        new(StatusCodes.Status404NotFound, $"{level}.{kind}.NotExisted", $"{kind} `{name}` is not found.", kind);

    public Task AnswerAsync(HttpContext context)
    {
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return ErrorBody.WriteAsync(context, status, code, Message, target);
    }
}
