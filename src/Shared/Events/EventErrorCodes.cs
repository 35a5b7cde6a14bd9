namespace Fixia.Shared.Events;

/// <summary>The codes of <see cref="EventError"/>.</summary>
public static class EventErrorCodes
{
    /// <summary>The payload can't be accepted; sending it again unchanged can't help.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>The connection belongs to no user.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>A service behind the server is busy or away; try again later.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The user sends more than the limits allow; try again after <see cref="EventError.RetryAfterMs"/>.</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>The server failed; the request was not carried out, or not wholly.</summary>
    public const string Internal = "internal";
}
