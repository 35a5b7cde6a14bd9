using System.Security.Claims;
using Fixia.Local.WebPubSub.Http;
using Fixia.Local.WebPubSub.Hubs;
using Fixia.Local.WebPubSub.Protocol;
using Fixia.Local.WebPubSub.Security;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>The access token of a client: concept-client-protocols, Authorization and Supported claims.</summary>
internal sealed class ClientAuthentication(WebPubSubService service)
{
    /// <summary>The token's claims; none for an anonymous client of a hub that allows it.</summary>
    /// <exception cref="ClientRefusedException">The token is missing, wrong or names something invalid.</exception>
    public async Task<IReadOnlyList<Claim>> AuthenticateAsync(HttpContext context, Hub hub)
    {
        if (TokenOf(context.Request) is not { } text)
        {
            return hub.Upstream.AllowAnonymous ? [] : throw ClientRefusedException.Unauthorized("The access token is missing.");
        }

        var isAudience = TokenAudience.Of(context.Request, $"/client/hubs/{hub.Name}");
        var token = await service.Key.ValidateAsync(text, isAudience)
            ?? throw ClientRefusedException.Unauthorized("The access token's signature, audience or life is not valid.");
        if (token.Claims.Any(claim => claim.Type == ClaimNames.Group && !Names.IsGroup(claim.Value, service.Options.Limits.MaxGroupNameLength)))
        {
            throw ClientRefusedException.BadRequest("The access token names an invalid group.", ClaimNames.Group);
        }

        return [.. token.Claims];
    }

    private static string? TokenOf(HttpRequest request) =>
        request.Query["access_token"].ToString() is { Length: > 0 } token ? token : BearerToken.Of(request);
}
