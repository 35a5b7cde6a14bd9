using Fixia.Shared;
using Fixia.Shared.Data;
using Fixia.Shared.Identity;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Fixia.Functions.Http;

/// <summary>
/// What every HTTP function shares: who is calling, and how a failure becomes problem details (RFC 9457).
/// </summary>
public sealed partial class HttpApi(TokenValidator tokens, ILogger<HttpApi> logger)
{
    /// <summary>The httpOnly cookie that may carry the app's token in place of the Authorization header.</summary>
    public const string TokenCookie = "fixia_access_token";

    private const string BearerPrefix = "Bearer ";

    /// <summary>Runs <paramref name="handle"/> for the user of the request's token; 401 without a valid one.</summary>
    public async Task<IResult> AsUserAsync(HttpRequest request, Func<string, Task<IResult>> handle, Action<string>? observe = null)
    {
        var (token, fromCookie) = FindToken(request);
        if (fromCookie && IsForgeable(request))
        {
            observe?.Invoke("cross-site");
            return Problems.Forbidden("A cookie is not accepted from another site; send the token in the Authorization header.");
        }

        var caller = await tokens.ValidateAsync(token);
        observe?.Invoke(caller.Refusal ?? "ok");
        if (caller.UserId is not { } userId)
        {
            request.HttpContext.Response.Headers.WWWAuthenticate =
                caller.Refusal == "missing" ? "Bearer" : "Bearer error=\"invalid_token\"";
            return Problems.Unauthorized(caller.Refusal!);
        }

        return await GuardAsync(request, () => handle(userId));
    }

    /// <summary>Runs <paramref name="handle"/> for a producer, whose key the Functions host has checked already.</summary>
    public Task<IResult> AsProducerAsync(HttpRequest request, Func<Task<IResult>> handle) => GuardAsync(request, handle);

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
        catch (IdempotencyConflictException e)
        {
            return Problems.Unprocessable(e.Message);
        }
        catch (PushFailedException e)
        {
            LogSocketsUnavailable(e);
            return Problems.Unavailable(request, retryAfter: null);
        }
        catch (CosmosException e) when (StoreFailures.IsTransient(e))
        {
            LogUnavailable(e.StatusCode, e.SubStatusCode);
            return Problems.Unavailable(request, e.RetryAfter);
        }
        catch (Exception e) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
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

    /// <summary>
    /// Whether another site could have made a signed-in browser send this: a browser attaches the cookie by itself, but
    /// tells honestly where the request comes from (Fetch Metadata, W3C).
    /// </summary>
    private static bool IsForgeable(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method)
        && string.Equals(request.Headers["Sec-Fetch-Site"], "cross-site", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is busy or away: {Status} {SubStatus}")]
    private partial void LogUnavailable(System.Net.HttpStatusCode status, int subStatus);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Web PubSub is busy or away")]
    private partial void LogSocketsUnavailable(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private partial void LogFailed(Exception exception);
}
