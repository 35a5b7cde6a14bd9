using System.Globalization;
using System.Text.Json;
using Fixia.Shared;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
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

    /// <summary>A text; null when it is absent or empty.</summary>
    /// <exception cref="InvalidRequestException">It is longer than <paramref name="maxLength"/> characters.</exception>
    public static string? Text(HttpRequest request, string name, int maxLength) => request.Query[name].ToString() switch
    {
        "" => null,
        var text when text.Length <= maxLength => text,
        _ => throw new InvalidRequestException($"'{name}' has at most {maxLength} characters.", name),
    };

    /// <summary>How many results a page holds.</summary>
    /// <exception cref="InvalidRequestException">It is no number from 1 to <paramref name="most"/>.</exception>
    public static int Limit(HttpRequest request, int otherwise, int most) => Number(request, "limit", otherwise, most);

    /// <summary>A number; <paramref name="otherwise"/> when it is absent.</summary>
    /// <exception cref="InvalidRequestException">It is no number from 1 to <paramref name="most"/>.</exception>
    public static int Number(HttpRequest request, string name, int otherwise, int most) =>
        request.Query[name].ToString() is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
        : throw new InvalidRequestException($"'{name}' must be a number from 1 to {most}.", name);

    /// <summary>A time; null when it is absent.</summary>
    /// <exception cref="InvalidRequestException">It is no ISO 8601 time.</exception>
    public static DateTimeOffset? Time(HttpRequest request, string name) =>
        request.Query[name].ToString() is not { Length: > 0 } text ? null
        : UtcMillisecondsConverter.TryRead(JsonSerializer.SerializeToElement(text, FixiaJsonContext.Default.String), out var time) ? time
        : throw new InvalidRequestException($"'{name}' must be an ISO 8601 time such as 2026-11-27T09:00:00Z.", name);
}
