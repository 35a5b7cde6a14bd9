using Fixia.Shared;
using Fixia.Shared.Users;

namespace Fixia.Functions.Http;

/// <summary>Reads the user id in a path.</summary>
internal static class UserPath
{
    /// <summary>
    /// The id that a caller percent-encoded as one segment. Servers decode a path but for its slashes, which arrive as
    /// <c>%2F</c>; and because the Functions host, which forwards what it has decoded, makes the same of <c>%252F</c>, that
    /// text can only stand for a slash, and no id holds it (<see cref="UserId.IsValid"/>).
    /// </summary>
    /// <exception cref="InvalidRequestException">Nobody can have such an id.</exception>
    public static string Read(string segment)
    {
        var userId = segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return UserId.IsValid(userId) ? userId : throw new InvalidRequestException($"'userId' {UserId.Rule}", "userId");
    }
}
