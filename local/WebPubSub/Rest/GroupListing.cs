using System.Globalization;
using System.Text.Json.Serialization;
using Fixia.Local.WebPubSub.Clients;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>
/// Lists the connections of a group page by page. Pages follow the connection ids, so a page is right whatever joined or
/// left since the one before.
/// </summary>
internal static class GroupListing
{
    private const int MaxPageSize = 200;

    public static IReadOnlyList<RestOperation> All { get; } =
    [
        new("GET", "/api/hubs/{hub}/groups/{group}/connections", ListAsync),
    ];

    private static Task ListAsync(RestCall call)
    {
        var pageSize = NumberOf(call, "maxpagesize", MaxPageSize) ?? MaxPageSize;
        var top = NumberOf(call, "top", int.MaxValue);
        var after = After(call);
        var rest = call.Hub.InGroup(call.Group)
            .Where(connection => after is null || string.CompareOrdinal(connection.Id, after) > 0)
            .OrderBy(connection => connection.Id, StringComparer.Ordinal)
            .ToArray();
        var page = rest[..Math.Min(rest.Length, Math.Min(pageSize, top ?? int.MaxValue))];
        var left = top - page.Length;
        var next = rest.Length > page.Length && left is null or > 0 ? NextLink(call, page[^1], pageSize, left) : null;
        return call.Context.Response.WriteAsJsonAsync(
            new GroupMemberPage([.. page.Select(connection => new GroupMember(connection.Id, connection.UserId))], next),
            GroupListingJson.Default.GroupMemberPage,
            cancellationToken: call.Aborted);
    }

    private static string NextLink(RestCall call, ClientConnection last, int pageSize, int? left)
    {
        var query = new QueryBuilder
        {
            { "maxpagesize", pageSize.ToString(CultureInfo.InvariantCulture) },
            { "continuationToken", Base64UrlEncoder.Encode(last.Id) },
            { "api-version", call.Request.Query["api-version"].ToString() },
        };
        if (left is { } remaining)
        {
            query.Add("top", remaining.ToString(CultureInfo.InvariantCulture));
        }

        return $"{call.Request.Scheme}://{call.Request.Host}{call.Path}{query}";
    }

    private static string? After(RestCall call)
    {
        if (!call.Request.Query.TryGetValue("continuationToken", out var token))
        {
            return null;
        }

        try
        {
            return token.ToString() is { Length: > 0 } text ? Base64UrlEncoder.Decode(text) : throw Unknown();
        }
        catch (FormatException)
        {
            throw Unknown();
        }

        static RestException Unknown() =>
            RestException.BadRequest("The continuation token is not one that this service gave.", "continuationToken");
    }

    private static int? NumberOf(RestCall call, string name, int max)
    {
        if (!call.Request.Query.TryGetValue(name, out var text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw RestException.BadRequest($"'{name}' must be 1 to {max}.", name);
    }
}

/// <summary>One member of a group.</summary>
internal sealed record GroupMember(string ConnectionId, string? UserId);

/// <summary>A page of members; <paramref name="NextLink"/> is null on the last.</summary>
internal sealed record GroupMemberPage(GroupMember[] Value, string? NextLink);

/// <summary>Serialisation of <see cref="GroupMemberPage"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GroupMemberPage))]
internal sealed partial class GroupListingJson : JsonSerializerContext;
