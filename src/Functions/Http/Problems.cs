using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fixia.Functions.Http;

/// <summary>Problem details (RFC 9457): one method a kind, so that the same failure looks the same everywhere.</summary>
internal static class Problems
{
    private const int DefaultRetrySeconds = 2;

    public static IResult BadRequest(string detail, string? member) => Create(
        StatusCodes.Status400BadRequest, "The request is not valid.", detail, member is null ? null : new() { ["member"] = member });

    public static IResult Unauthorized(string reason) => Create(
        StatusCodes.Status401Unauthorized, "A valid access token is required.", $"The token was refused: {reason}.", new() { ["reason"] = reason });

    public static IResult Forbidden(string detail) => Create(StatusCodes.Status403Forbidden, "The request is not allowed.", detail);

    public static IResult Unprocessable(string detail) => Create(
        StatusCodes.Status422UnprocessableEntity, "The request contradicts an earlier one.", detail);

    public static IResult Unavailable(HttpRequest request, TimeSpan? retryAfter)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter?.TotalSeconds ?? DefaultRetrySeconds));
        request.HttpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Create(StatusCodes.Status503ServiceUnavailable, "The service is busy.", "Try again after the time in Retry-After.");
    }

    public static IResult Internal() => Create(
        StatusCodes.Status500InternalServerError, "The request failed.", "It was logged; trying again may help.");

    private static ProblemHttpResult Create(int status, string title, string detail, Dictionary<string, object?>? extensions = null) =>
        TypedResults.Problem(detail, statusCode: status, title: title, extensions: extensions);
}
