using System.Text;
using Fixia.Shared.Identity;
using Fixia.Shared.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Local.Stack;

/// <summary>
/// Plays the sign-in of the Fixia app, on the page's origin: whoever can reach this machine's loopback may be anybody.
/// Nothing in the product knows it.
/// </summary>
internal sealed class DevSignIn(StackSecrets secrets, TimeProvider time, IReadOnlyList<string> allowedOrigins)
{
    /// <summary>In which browsers keep the token; they send it to every port of a host.</summary>
    private const string Cookie = "fixia_access_token";

    public const string Issuer = "https://fixia.local";
    public const string Audience = "fixia-notifications";
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    /// <summary>Maps it, and returns the group of what only this machine's pages may call.</summary>
    public RouteGroupBuilder Map(WebApplication application)
    {
        var dev = application.MapGroup("/dev");
        dev.AddEndpointFilter(RefuseOthersAsync);
        dev.MapGet("/token", (string? user, int? seconds) => UserId.IsValid(user)
            ? Results.Ok(new { token = CreateToken(user!, seconds is { } life ? TimeSpan.FromSeconds(life) : TokenLifetime) })
            : Results.Problem($"'user' {UserId.Rule}", statusCode: StatusCodes.Status400BadRequest));
        dev.MapGet("/sign-in", (string? user, HttpResponse response) =>
        {
            if (!UserId.IsValid(user))
            {
                return Results.Problem($"'user' {UserId.Rule}", statusCode: StatusCodes.Status400BadRequest);
            }

            response.Cookies.Append(Cookie, CreateToken(user!), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TokenLifetime, Path = "/" });
            return Results.Text($"Signed in as {user}.");
        });
        dev.MapGet("/producer-key", () => Results.Ok(new { key = secrets.ProducerKey }));
        return dev;
    }

    public IEnumerable<KeyValuePair<string, string?>> Settings() =>
    [
        new($"{JwtOptions.Section}__{nameof(JwtOptions.Secret)}", secrets.JwtSecret),
        new($"{JwtOptions.Section}__{nameof(JwtOptions.Issuer)}", Issuer),
        new($"{JwtOptions.Section}__{nameof(JwtOptions.Audience)}", Audience),
    ];

    public string CreateToken(string userId) => CreateToken(userId, TokenLifetime);

    /// <summary>
    /// Other pages in this machine's browsers can reach its loopback too. One whose own name resolves to 127.0.0.1 counts as
    /// of this origin to the browser, but sends its name as <c>Host</c>; one of another origin is named by <c>Sec-Fetch-Site</c>, and
    /// may have been allowed.
    /// </summary>
    private async ValueTask<object?> RefuseOthersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        context.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        if (request.Host.Host.ToLowerInvariant() is not ("localhost" or "127.0.0.1" or "[::1]"))
        {
            return Results.Problem("Only localhost, 127.0.0.1 and [::1] are answered.", statusCode: StatusCodes.Status421MisdirectedRequest);
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            && !allowedOrigins.Contains(request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase)
            ? Results.Problem("Only the page of this origin, and of those that --allow-origin names, is answered.", statusCode: StatusCodes.Status403Forbidden)
            : await next(context);
    }

    private string CreateToken(string userId, TimeSpan lifetime)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secrets.JwtSecret));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = userId },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
        });
    }
}
