using System.Text;
using Fixia.Shared.Identity;
using Fixia.Shared.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Local.Stack;

/// <summary>
/// Plays the sign-in of the Fixia app, on the page's origin: whoever can reach this machine's loopback may be anybody.
/// Nothing in the product knows it.
/// </summary>
internal sealed class DevSignIn(StackSecrets secrets, TimeProvider time)
{
    public const string Issuer = "https://fixia.local";
    public const string Audience = "fixia-notifications";
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    public void Map(WebApplication application)
    {
        application.MapGet("/dev/token", (string? user, int? seconds) => UserId.IsValid(user)
            ? Results.Ok(new { token = CreateToken(user!, seconds is { } life ? TimeSpan.FromSeconds(life) : TokenLifetime) })
            : Results.Problem($"'user' {UserId.Rule}", statusCode: StatusCodes.Status400BadRequest));
        application.MapGet("/dev/producer-key", () => Results.Ok(new { key = secrets.ProducerKey }));
    }

    public IEnumerable<KeyValuePair<string, string?>> Settings() =>
    [
        new($"{JwtOptions.Section}__{nameof(JwtOptions.Secret)}", secrets.JwtSecret),
        new($"{JwtOptions.Section}__{nameof(JwtOptions.Issuer)}", Issuer),
        new($"{JwtOptions.Section}__{nameof(JwtOptions.Audience)}", Audience),
    ];

    public string CreateToken(string userId) => CreateToken(userId, TokenLifetime);

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
