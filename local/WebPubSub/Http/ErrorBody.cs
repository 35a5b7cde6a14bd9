using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Http;

/// <summary>Body of an error: ErrorDetail of the REST API specification 2024-12-01.</summary>
internal sealed record ErrorBody(string Code, string Message, string? Target, IReadOnlyList<ErrorBody> Details)
{
    public static Task WriteAsync(HttpContext context, int status, string code, string message, string? target = null)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["x-ms-error-code"] = code;
        return context.Response.WriteAsJsonAsync(
            new ErrorBody(code, message, target, []), ErrorJson.Default.ErrorBody, cancellationToken: context.RequestAborted);
    }
}

/// <summary>Serialisation of <see cref="ErrorBody"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ErrorJson : JsonSerializerContext;
