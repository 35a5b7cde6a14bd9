using System.Globalization;
using System.Text.Json;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fixia.Functions.Http;

/// <summary>Problem details (RFC 9457): one method a kind, so that the same failure looks the same everywhere.</summary>
internal static class Problems
{
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(2);

    public static IResult BadRequest(string detail, string? member) => Create(
        StatusCodes.Status400BadRequest, "The request is not valid.", detail, member is null ? null : new() { ["member"] = member });

    public static IResult BadPreferences(InvalidPreferencesException refusal) => Create(
        StatusCodes.Status400BadRequest,
        "The preferences are not valid.",
        refusal.Message,
        new() { ["flaws"] = JsonSerializer.SerializeToElement(refusal.Flaws, FixiaJsonContext.Default.IReadOnlyListPreferenceFlaw) });

    public static IResult Unauthorized(string reason) => Create(
        StatusCodes.Status401Unauthorized, "A valid access token is required.", $"The token was refused: {reason}.", new() { ["reason"] = reason });

    public static IResult UnknownProducer(string reason) => Create(
        StatusCodes.Status401Unauthorized, "A producer's own key is required.", $"The key in {HttpApi.ProducerKey} is {reason}.", new() { ["reason"] = reason });

    public static IResult Forbidden(string detail) => Create(StatusCodes.Status403Forbidden, "The request is not allowed.", detail);

    public static IResult NotFound(string detail) => Create(StatusCodes.Status404NotFound, "There is no such thing.", detail);

    public static IResult Conflict(string detail) => Create(StatusCodes.Status409Conflict, "The request can't be met for now.", detail);

    public static IResult Decided(NotificationOutcome outcome) => Create(
        StatusCodes.Status409Conflict,
        "Another button was pressed first.",
        "There is one outcome for all devices.",
        new() { ["outcome"] = JsonSerializer.SerializeToElement(outcome, FixiaJsonContext.Default.NotificationOutcome) });

    public static IResult Unprocessable(string detail) => Create(
        StatusCodes.Status422UnprocessableEntity, "The request contradicts an earlier one.", detail);

    public static IResult TooLarge(string detail) => Create(StatusCodes.Status413PayloadTooLarge, "The request is too large.", detail);

    public static IResult Unreadable(int status) => Create(status, "The request could not be read.", "Its headers or its body are cut off or malformed.");

    public static IResult TooManyRequests(HttpRequest request, TimeSpan retryAfter)
    {
        SetRetryAfter(request, retryAfter);
        return Create(StatusCodes.Status429TooManyRequests, "Too many requests.", "Try again after the time in Retry-After.");
    }

    public static IResult Unavailable(HttpRequest request, TimeSpan? retryAfter)
    {
        SetRetryAfter(request, retryAfter ?? DefaultRetry);
        return Create(StatusCodes.Status503ServiceUnavailable, "The service is busy.", "Try again after the time in Retry-After.");
    }

    public static IResult Internal() => Create(
        StatusCodes.Status500InternalServerError, "The request failed.", "It was logged; trying again may help.");

    private static void SetRetryAfter(HttpRequest request, TimeSpan wait) =>
        request.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static ProblemHttpResult Create(int status, string title, string detail, Dictionary<string, object?>? extensions = null) =>
        TypedResults.Problem(detail, statusCode: status, title: title, extensions: extensions);
}
