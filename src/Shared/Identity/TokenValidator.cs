using System.Text;
using Fixia.Shared.Users;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Shared.Identity;

/// <summary>
/// Validates the app's JWT (RFC 7519): HS256 and nothing else, issuer, audience, lifetime, and a user in <c>sub</c>.
/// </summary>
public sealed class TokenValidator
{
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters parameters;

    /// <summary>Prepares the rules; the options are fixed from here on.</summary>
    public TokenValidator(IOptions<JwtOptions> options, TimeProvider time)
    {
        var jwt = options.Value;
        parameters = new TokenValidationParameters
        {
            // An allow-list of one: neither "none" nor an asymmetric algorithm that takes the secret for a public key.
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(jwt.Secret)),
            ValidateIssuerSigningKey = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidIssuer = jwt.Issuer,
            ValidAudience = jwt.Audience,
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires, time.GetUtcNow().UtcDateTime, jwt.ClockSkew),
        };
    }

    /// <summary>Tells which user a token stands for.</summary>
    public async Task<TokenResult> ValidateAsync(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return TokenResult.Refuse("missing");
        }

        var result = await handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid)
        {
            return TokenResult.Refuse(Reason(result.Exception));
        }

        return result.SecurityToken is JsonWebToken { Subject: var subject } && UserId.IsValid(subject)
            ? TokenResult.Accept(subject)
            : TokenResult.Refuse("subject");
    }

    private static bool IsAlive(DateTime? notBefore, DateTime? expires, DateTime now, TimeSpan skew) =>
        expires is { } end && now < end + skew && (notBefore is not { } start || start - skew <= now);

    private static string Reason(Exception? e) => e switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNoExpirationException => "expired",
        SecurityTokenInvalidAudienceException => "audience",
        SecurityTokenInvalidIssuerException => "issuer",
        SecurityTokenInvalidSignatureException => "signature",
        SecurityTokenMalformedException or ArgumentException => "malformed",
        _ => "invalid",
    };
}
