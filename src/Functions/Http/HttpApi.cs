using Fixia.Shared;
using Fixia.Shared.Announcements;
using Fixia.Shared.Data;
using Fixia.Shared.Identity;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Fixia.Functions.Http;

/// <summary>
/// What every HTTP function shares: who is calling, and how a failure becomes problem details (RFC 9457).
/// </summary>
public sealed partial class HttpApi(
    TokenValidator tokens, UserLimits limits, IOptions<CookieTrustOptions> cookie, ProducerDirectory producers, ILogger<HttpApi> logger)
{
    /// <summary>The httpOnly cookie that may carry the app's token in place of the Authorization header.</summary>
    public const string TokenCookie = "fixia_access_token";

    /// <summary>The header with the key of a producer that goes by a name.</summary>
    public const string ProducerKey = "x-producer-key";

    /// <summary>What pages of other origins need to see of an answer; the platform answers the rest of CORS, but not this.</summary>
    private const string ExposedHeaders = "Date, ETag, Retry-After, X-Poll-Interval, X-Poll-Interval-Live";

    private const string BearerPrefix = "Bearer ";

    /// <summary>Runs <paramref name="handle"/> for the user of the request's token; 401 without a valid one.</summary>
    public Task<IResult> AsUserAsync(HttpRequest request, Func<string, Task<IResult>> handle) =>
        AsUserAsync(request, handle, limits.TakeHttp);

    /// <summary>The same for negotiate, which has a limit of its own, and tells <paramref name="observe"/> how it ended.</summary>
    public Task<IResult> AsNegotiatorAsync(HttpRequest request, Func<string, Task<IResult>> handle, Action<string> observe) =>
        AsUserAsync(request, handle, limits.TakeNegotiate, observe);

    private Task<IResult> AsUserAsync(
        HttpRequest request, Func<string, Task<IResult>> handle, Func<string, TimeSpan?> take, Action<string>? observe = null)
    {
        request.HttpContext.Response.Headers.AccessControlExposeHeaders = ExposedHeaders;
        return GuardAsync(request, async () =>
        {
            var (token, fromCookie) = FindToken(request);
            if (fromCookie && !CookieOrigin.IsTrusted(request, cookie.Value))
            {
                observe?.Invoke("cross-site");
                return Problems.Forbidden("A cookie is not accepted from another site; send the token in the Authorization header.");
            }

            var caller = await tokens.ValidateAsync(token, request.HttpContext.RequestAborted);
            if (caller.UserId is not { } userId)
            {
                observe?.Invoke(caller.Refusal!);
                request.HttpContext.Response.Headers.WWWAuthenticate =
                    caller.Refusal == "missing" ? "Bearer" : "Bearer error=\"invalid_token\"";
                return Problems.Unauthorized(caller.Refusal!);
            }

            if (take(userId) is { } wait)
            {
                observe?.Invoke("limited");
                return Problems.TooManyRequests(request, wait);
            }

            observe?.Invoke("ok");
            return await handle(userId);
        });
    }

    /// <summary>
    /// Runs <paramref name="handle"/> for a producer, whose function key the host has checked already; 401 when its own key is missing
    /// or unknown, 403 when it may not do that.
    /// </summary>
    public Task<IResult> AsProducerAsync(HttpRequest request, ProducerRight right, Func<Producer, Task<IResult>> handle) =>
        AsProducerAsync(request, [right], handle);

    /// <inheritdoc cref="AsProducerAsync(HttpRequest, ProducerRight, Func{Producer, Task{IResult}})"/>
    /// <remarks>Any of some rights will do.</remarks>
    public Task<IResult> AsProducerAsync(HttpRequest request, IReadOnlyList<ProducerRight> anyOf, Func<Producer, Task<IResult>> handle)
    {
        var key = request.Headers.TryGetValue(ProducerKey, out var given) ? given.ToString() : null;
        return producers.Find(key) is not { } producer ? Task.FromResult(Problems.UnknownProducer(key is null ? "missing" : "unknown"))
            : !anyOf.Any(producer.Rights.Contains)
                ? Task.FromResult(Problems.Forbidden($"'{producer.Name}' has no right to {string.Join(" or ", anyOf).ToLowerInvariant()}."))
                : GuardAsync(request, () => handle(producer));
    }

    private async Task<IResult> GuardAsync(HttpRequest request, Func<Task<IResult>> handle)
    {
        try
        {
            return await handle();
        }
        catch (InvalidRequestException e)
        {
            return Problems.BadRequest(e.Message, e.Member);
        }
        catch (TooManyAnnouncementsException e)
        {
            return Problems.Conflict(e.Message);
        }
        catch (IdempotencyConflictException e)
        {
            return Problems.Unprocessable(e.Message);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problems.TooLarge(e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Problems.Unreadable(e.StatusCode);
        }
        catch (Exception) when (request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for this answer.
            return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (PushFailedException e)
        {
            LogSocketsUnavailable(e);
            return Problems.Unavailable(request, e.RetryAfter);
        }
        catch (CosmosException e) when (StoreFailures.IsTransient(e))
        {
            LogUnavailable(e.StatusCode, e.SubStatusCode);
            return Problems.Unavailable(request, e.RetryAfter);
        }
        catch (Exception e) when (e is IssuerUnavailableException or QueueFailedException || StoreFailures.IsTransient(e))
        {
            LogInterrupted(e.GetType().Name);
            return Problems.Unavailable(request, retryAfter: null);
        }
        catch (Exception e)
        {
            LogFailed(e);
            return Problems.Internal();
        }
    }

    private static (string? Token, bool FromCookie) FindToken(HttpRequest request)
    {
        var header = request.Headers[HeaderNames.Authorization].ToString();
        return header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? (header[BearerPrefix.Length..].Trim(), false)
            : (request.Cookies[TokenCookie], request.Cookies.ContainsKey(TokenCookie));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is busy or away: {Status} {SubStatus}")]
    private partial void LogUnavailable(System.Net.HttpStatusCode status, int subStatus);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Web PubSub is busy or away")]
    private partial void LogSocketsUnavailable(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request could not be answered for now: {Reason}")]
    private partial void LogInterrupted(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private partial void LogFailed(Exception exception);
}
