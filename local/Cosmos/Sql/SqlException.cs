using Fixia.Local.Cosmos.Protocol;

namespace Fixia.Local.Cosmos.Sql;

/// <summary>The two ways in which a query is refused: it is wrong (400), or it is right but not played here (501).</summary>
internal static class SqlException
{
    public static ServiceException Syntax(string message, int position) =>
        ServiceException.BadRequest($"Syntax error in the query at position {position}: {message}.");

    public static ServiceException Invalid(string message) => ServiceException.BadRequest($"The query is not valid: {message}.");

    public static ServiceException NotSupported(string what) => ServiceException.NotSupported($"In a query, {what}");
}
