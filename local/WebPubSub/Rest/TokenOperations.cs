using System.Globalization;
using System.Text.Json.Serialization;
using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>Issues access tokens for clients.</summary>
internal static class TokenOperations
{
    private const int DefaultMinutes = 60;

    public static IReadOnlyList<RestOperation> All { get; } =
    [
        new("POST", "/api/hubs/{hub}/:generateToken", GenerateAsync),
    ];

    private static Task GenerateAsync(RestCall call)
    {
        CheckClientType(call.Request);
        var claims = new Dictionary<string, object>();
        var groups = ValuesOf(call, "group");
        if (!groups.All(group => Names.IsGroup(group, call.Service.Options.Limits.MaxGroupNameLength)))
        {
            throw RestException.BadRequest("A group's name is blank or too long.", "group");
        }

        Add(ClaimNames.User, ValuesOf(call, "userId"));
        Add(ClaimNames.Role, ValuesOf(call, "role"));
        Add(ClaimNames.Group, groups);
        var audience = $"{call.Request.Scheme}://{call.Request.Host}/client/hubs/{call.Hub.Name}";
        var token = call.Service.Key.Issue(audience, TimeSpan.FromMinutes(MinutesOf(call.Request)), claims);
        return call.Context.Response.WriteAsJsonAsync(
            new ClientToken(token), ClientTokenJson.Default.ClientToken, cancellationToken: call.Aborted);

        void Add(string claim, string[] values)
        {
            if (values.Length > 0)
            {
                claims[claim] = values.Length == 1 ? values[0] : values;
            }
        }
    }

    private static string[] ValuesOf(RestCall call, string name) =>
        [.. call.Request.Query[name].OfType<string>().Where(value => value.Length > 0)];

    private static int MinutesOf(HttpRequest request)
    {
        var text = request.Query["minutesToExpire"].ToString();
        if (text.Length == 0)
        {
            return DefaultMinutes;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes >= 1
            ? minutes
            : throw RestException.BadRequest("'minutesToExpire' must be at least 1.", "minutesToExpire");
    }

    private static void CheckClientType(HttpRequest request)
    {
        var type = request.Query["clientType"].ToString();
        if (type.Equals("MQTT", StringComparison.OrdinalIgnoreCase))
        {
            throw new RestException(StatusCodes.Status501NotImplemented, "Error.NotImplemented", "MQTT clients are not supported.", "clientType");
        }

        if (type.Length > 0 && !type.Equals("Default", StringComparison.OrdinalIgnoreCase))
        {
            throw RestException.BadRequest("The client type is Default or MQTT.", "clientType");
        }
    }
}

/// <summary>Body of the answer.</summary>
internal sealed record ClientToken(string Token);

/// <summary>Serialisation of <see cref="ClientToken"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClientToken))]
internal sealed partial class ClientTokenJson : JsonSerializerContext;
