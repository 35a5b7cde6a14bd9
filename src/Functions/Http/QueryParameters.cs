using Fixia.Shared;
using Microsoft.AspNetCore.Http;

namespace Fixia.Functions.Http;

/// <summary>Reads the parameters of a query.</summary>
internal static class QueryParameters
{
    /// <summary>True or false; false when it is absent.</summary>
    /// <exception cref="InvalidRequestException">It is anything else.</exception>
    public static bool Flag(HttpRequest request, string name) => request.Query[name].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        _ => throw new InvalidRequestException($"'{name}' must be true or false.", name),
    };
}
