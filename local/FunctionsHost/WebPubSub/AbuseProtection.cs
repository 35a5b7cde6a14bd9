using Microsoft.AspNetCore.Http;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>
/// The handshake by which the service asks whether it may send events here
/// (https://github.com/cloudevents/spec/blob/v1.0/http-webhook.md#4-abuse-protection).
/// </summary>
internal static class AbuseProtection
{
    public const string RequestOrigin = "WebHook-Request-Origin";

    private const string AllowedOrigin = "WebHook-Allowed-Origin";

    /// <summary>Allows origins that a trigger's connections name; 400 for others.</summary>
    public static void Answer(HttpContext http, IEnumerable<UpstreamValidator> validators)
    {
        var origin = http.Request.Headers[RequestOrigin].ToString();
        if (origin.Length > 0 && validators.Any(validator => validator.Knows(origin)))
        {
            http.Response.Headers[AllowedOrigin] = "*";
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }
}
