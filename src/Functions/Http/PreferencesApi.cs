using System.Globalization;
using Fixia.Shared.Json;
using Fixia.Shared.Preferences;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Fixia.Functions.Http;

/// <summary>What a user wants to be interrupted by, where and when.</summary>
public sealed class PreferencesApi(
    HttpApi api, PreferencesStore store, PreferencesEditor editor, IOptions<PreferenceOptions> options, TimeProvider time)
{
    /// <summary><c>GET preferences</c>. Answers <see cref="PreferencesAnswer"/>, or 304.</summary>
    [Function(nameof(ReadPreferences))]
    public Task<IResult> ReadPreferences(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "preferences")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            var preferences = await store.ReadAsync(userId, cancellationToken);
            return PolledResult.KnownTags(request).Contains(Tag(preferences), StringComparer.Ordinal)
                ? Tagged(request, preferences, TypedResults.StatusCode(StatusCodes.Status304NotModified))
                : Answer(request, preferences, StatusCodes.Status200OK);
        });

    /// <summary>
    /// <c>PATCH preferences</c>: a JSON Merge Patch (RFC 7396) of the member <c>preferences</c>. With <c>If-Match</c>, 412 and the
    /// current ones where another device was faster; 400 names every member that breaks a rule.
    /// </summary>
    [Function(nameof(ChangePreferences))]
    public Task<IResult> ChangePreferences(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "preferences")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            var patch = await RequestBody.ReadAsync(request, FixiaJsonContext.Default.JsonDocument, cancellationToken);
            try
            {
                var (preferences, isChanged) = await editor.PatchAsync(userId, patch.RootElement, Version(request), cancellationToken);
                return Answer(request, preferences, isChanged ? StatusCodes.Status200OK : StatusCodes.Status412PreconditionFailed);
            }
            catch (InvalidPreferencesException e)
            {
                return Problems.BadPreferences(e);
            }
        });

    /// <summary><c>DELETE preferences/devices/{id}</c>: 204, for an unknown id too.</summary>
    [Function(nameof(RemoveDevice))]
    public Task<IResult> RemoveDevice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "preferences/devices/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            await editor.RemoveDeviceAsync(userId, id, cancellationToken);
            return TypedResults.NoContent();
        });

    private IResult Answer(HttpRequest request, UserPreferences preferences, int status) => Tagged(
        request,
        preferences,
        TypedResults.Json(PreferencesAnswer.Of(preferences, options.Value, time.GetUtcNow()), FixiaJsonContext.Default.PreferencesAnswer, statusCode: status));

    private IResult Tagged(HttpRequest request, UserPreferences preferences, IResult result)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = $"\"{Tag(preferences)}\"";
        headers.CacheControl = "private, no-cache";
        headers.Vary = "Authorization, Cookie";
        return result;
    }

    /// <summary>The stored version and the day: the quiet hours that the answer tells begin with it.</summary>
    private string Tag(UserPreferences preferences) =>
        $"{preferences.Version}.{time.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";

    /// <summary>The version in <c>If-Match</c>, whichever day it was told on; null without one, and for any.</summary>
    private static string? Version(HttpRequest request)
    {
        var tag = request.Headers.IfMatch.ToString().Trim().Trim('"');
        return tag is "" or "*" ? null : tag.Split('.')[0];
    }
}
