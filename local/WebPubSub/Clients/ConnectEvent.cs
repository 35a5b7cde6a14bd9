using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Fixia.Local.WebPubSub.Http;
using Fixia.Local.WebPubSub.Hubs;
using Fixia.Local.WebPubSub.Protocol;
using Fixia.Local.WebPubSub.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// Settles who a new client is, with the hub's handler if it has one: reference-cloud-events, System connect event. What
/// the handler answers stands in place of what the token says.
/// </summary>
internal sealed class ConnectEvent(WebPubSubService service)
{
    private const int ConnectionIdBytes = 18;

    /// <exception cref="ClientRefusedException">The handler refused the client, failed, or answered something impossible.</exception>
    public async Task<ClientIdentity> RaiseAsync(HttpContext context, Hub hub, IReadOnlyList<Claim> claims)
    {
        var offered = WebSocketHandshake.SubprotocolsOf(context);
        var connectionId = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(ConnectionIdBytes));
        var client = new ClientIdentity(connectionId, ValuesOf(claims, ClaimNames.User).FirstOrDefault(user => user.Length > 0), Subprotocol: null)
        {
            Roles = ValuesOf(claims, ClaimNames.Role),
            Groups = ValuesOf(claims, ClaimNames.Group),
        };

        if (hub.Upstream.ForSystemEvent("connect") is not { } handler)
        {
            return client with { Subprotocol = DefaultOf(offered) };
        }

        var response = await SendAsync(handler, context, hub, client, claims, offered);
        if (!response.IsSuccess)
        {
            throw RefusalOf(response);
        }

        var answer = Read(response);
        return client with
        {
            UserId = answer?.UserId is { } userId ? EmptyToNull(userId) : client.UserId,
            Roles = answer?.Roles ?? client.Roles,
            Groups = GroupsOf(answer) is { Length: > 0 } groups ? groups : client.Groups,
            Subprotocol = SubprotocolOf(answer, offered),
            State = response.ConnectionState,
        };
    }

    private async Task<UpstreamResponse> SendAsync(
        Upstream.EventHandler handler, HttpContext context, Hub hub, ClientIdentity client, IReadOnlyList<Claim> claims, IReadOnlyList<string> offered)
    {
        var body = new ConnectEventBody(
            claims.GroupBy(claim => claim.Type).ToDictionary(group => group.Key, group => group.Select(claim => claim.Value).ToArray()),
            Without("access_token", context.Request.Query),
            Without("Authorization", context.Request.Headers),
            offered,
            []);
        var json = JsonSerializer.SerializeToUtf8Bytes(body, UpstreamJson.Default.ConnectEventBody);
        try
        {
            var cloudEvent = CloudEvent.Connect(hub.Name, client, json);
            return await service.Upstream.SendAsync(handler, cloudEvent, context.RequestAborted);
        }
        catch (UpstreamException error)
        {
            Log.EventFailed(service.Logger, "connect", client.ConnectionId, error.Message);
            throw Failed("The connect event handler could not be reached.");
        }
    }

    private static ConnectEventAnswer? Read(UpstreamResponse response)
    {
        try
        {
            var answer = response.Body.IsEmpty
                ? null
                : JsonSerializer.Deserialize(response.Body.Span, UpstreamJson.Default.ConnectEventAnswer);
            return (answer?.Groups ?? []).Concat(answer?.Roles ?? []).All(name => name is not null)
                ? answer
                : throw Failed("The connect event handler named a group or a role that is null.");
        }
        catch (JsonException)
        {
            throw Failed("The connect event handler's answer is not the documented JSON.");
        }
    }

    private string[] GroupsOf(ConnectEventAnswer? answer)
    {
        var groups = answer?.Groups ?? [];
        return groups.All(group => Names.IsGroup(group, service.Options.Limits.MaxGroupNameLength))
            ? groups
            : throw Failed("The connect event handler named an invalid group.");
    }

    private static string? SubprotocolOf(ConnectEventAnswer? answer, IReadOnlyList<string> offered)
    {
        if (string.IsNullOrEmpty(answer?.Subprotocol))
        {
            return DefaultOf(offered);
        }

        return offered.Contains(answer.Subprotocol, StringComparer.Ordinal)
            ? answer.Subprotocol
            : throw Failed("The connect event handler chose a subprotocol that the client does not offer.");
    }

    private static string? DefaultOf(IReadOnlyList<string> offered) =>
        Subprotocol.IsUnsupported(offered)
            ? throw ClientRefusedException.BadRequest("The subprotocol is not supported.", "subprotocol")
            : Subprotocol.Default(offered);

    /// <summary>A handler's 4xx is the client's answer; anything else is the service's failure.</summary>
    private static ClientRefusedException RefusalOf(UpstreamResponse response) => (int)response.Status is >= 400 and < 500
        ? new ClientRefusedException((int)response.Status, "Error.Refused", "The connect event handler refused the client.")
        {
            Verbatim = (response.MediaType, response.Body),
        }
        : Failed("The connect event handler failed.");

    private static ClientRefusedException Failed(string message) =>
        new(StatusCodes.Status500InternalServerError, "Error.InternalServerError", message);

    private static string? EmptyToNull(string text) => text.Length == 0 ? null : text;

    private static string[] ValuesOf(IReadOnlyList<Claim> claims, string type) =>
        [.. claims.Where(claim => claim.Type == type).Select(claim => claim.Value)];

    private static Dictionary<string, string[]> Without(string secret, IEnumerable<KeyValuePair<string, StringValues>> pairs) =>
        pairs.Where(pair => !pair.Key.Equals(secret, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(pair => pair.Key, pair => pair.Value.Select(value => value ?? "").ToArray());
}
