namespace Fixia.Local.Cosmos.Protocol;

/// <summary>
/// An answer other than success. The status, sub status and code follow
/// https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb.
/// </summary>
internal sealed class ServiceException(int status, string code, string message, int subStatus = 0) : Exception(message)
{
    public int Status { get; } = status;

    public int SubStatus { get; } = subStatus;

    public string Code { get; } = code;

    public static ServiceException BadRequest(string message, int subStatus = 0) => new(400, "BadRequest", message, subStatus);

    public static ServiceException Unauthorized(string message) => new(401, "Unauthorized", message);

    public static ServiceException Forbidden(string message) => new(403, "Forbidden", message);

    public static ServiceException NotFound(string message, int subStatus = 0) => new(404, "NotFound", message, subStatus);

    public static ServiceException MethodNotAllowed(string message) => new(405, "MethodNotAllowed", message);

    public static ServiceException Conflict(string message) => new(409, "Conflict", message);

    public static ServiceException PreconditionFailed(string message) => new(412, "PreconditionFailed", message);

    public static ServiceException TooLarge(string message) => new(413, "RequestEntityTooLarge", message);

    /// <summary>The request is valid, but this endpoint does not play it. The message names what it is.</summary>
    public static ServiceException NotSupported(string what) =>
        new(501, "NotImplemented", $"{what} is not supported by the local Cosmos endpoint (docs/cosmos-support.md lists what is).");
}
