namespace Fixia.Shared.Realtime;

/// <summary>The answer to negotiate: how one device of one user connects.</summary>
/// <param name="Url">The WebSocket URL, access token included. It is a secret of that device.</param>
/// <param name="Hub">The hub.</param>
/// <param name="UserId">The user that the connection will belong to.</param>
/// <param name="ExpiresAt">Until when the URL can be used to connect.</param>
/// <param name="Confirms">Whether <c>connection-confirmed</c> will come; where it does not, the device makes it itself.</param>
public sealed record ClientAccess(string Url, string Hub, string UserId, DateTimeOffset ExpiresAt, bool Confirms)
{
    /// <summary>Whether the device is to tell what it receives.</summary>
    public bool Receipts { get; init; }

    /// <summary>Leaves the URL out: whoever logs this record must not log the token.</summary>
    public override string ToString() => $"{nameof(ClientAccess)} {{ Hub = {Hub}, UserId = {UserId}, ExpiresAt = {ExpiresAt:O} }}";
}
