using Fixia.Local.WebPubSub.Security;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>The Bearer token of a REST call: reference-rest-api-data-plane, Authenticate via AccessKey.</summary>
internal sealed class RestAuthentication(WebPubSubService service)
{
    /// <exception cref="RestException">The token is missing or its signature, audience or life is wrong.</exception>
    public async Task AuthenticateAsync(HttpContext context, string path)
    {
        var token = BearerToken.Of(context.Request) ?? throw RestException.Unauthorized("The Bearer token is missing.");
        if (await service.Key.ValidateAsync(token, TokenAudience.Of(context.Request, path)) is null)
        {
            throw RestException.Unauthorized("The Bearer token's signature, audience or life is not valid.");
        }
    }
}
