using System.Buffers;
using System.Text;
using Fixia.Shared.Users;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Shared.Identity;

/// <summary>
/// Validates the app's JWT (RFC 7519): algorithm, signature, issuer, audience, lifetime, and a user in the claim that
/// <see cref="JwtOptions.UserClaim"/> names.
/// </summary>
public sealed class TokenValidator
{
    // Allow-lists, one a mode: neither "none", nor a published key that is taken for a shared secret.
    private static readonly string[] SecretAlgorithms = [SecurityAlgorithms.HmacSha256];
    private static readonly string[] IssuerAlgorithms =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    private static readonly SearchValues<char> CompactSerialization =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly JwtOptions jwt;
    private readonly IssuerKeys issuer;
    private readonly TimeProvider time;
    private readonly TokenValidationParameters? secretRules;

    /// <summary>Prepares the rules; the options are fixed from here on.</summary>
    public TokenValidator(IOptions<JwtOptions> options, IssuerKeys issuer, TimeProvider time)
    {
        (jwt, this.issuer, this.time) = (options.Value, issuer, time);
        if (jwt.Authority.Length == 0)
        {
            secretRules = Rules(SecretAlgorithms, jwt.Issuer, jwt.AllSecrets.Select(secret => new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))));
        }
    }

    /// <summary>Tells which user a token stands for.</summary>
    /// <exception cref="IssuerUnavailableException">The token may be good, but nobody can tell.</exception>
    public async Task<TokenResult> ValidateAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            return TokenResult.Refuse("missing");
        }

        // The handler forgives some padding and blanks; a token has one spelling.
        if (token.AsSpan().ContainsAnyExcept(CompactSerialization))
        {
            return TokenResult.Refuse("malformed");
        }

        if (secretRules is not null)
        {
            return Read(await handler.ValidateTokenAsync(token, secretRules));
        }

        var known = await issuer.GetAsync(cancellationToken);
        var result = await handler.ValidateTokenAsync(token, Rules(known));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException
            && await issuer.RefreshAsync(cancellationToken) is var renewed && renewed != known)
        {
            result = await handler.ValidateTokenAsync(token, Rules(renewed));
        }

        return Read(result);
    }

    private TokenValidationParameters Rules(OpenIdConnectConfiguration published) =>
        Rules(IssuerAlgorithms, jwt.Issuer.Length > 0 ? jwt.Issuer : published.Issuer, published.SigningKeys);

    private TokenValidationParameters Rules(string[] algorithms, string validIssuer, IEnumerable<SecurityKey> keys) => new()
    {
        ValidAlgorithms = algorithms,
        IssuerSigningKeys = [.. keys],
        ValidateIssuerSigningKey = true,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidIssuer = validIssuer,
        ValidAudience = jwt.Audience,
        IgnoreTrailingSlashWhenValidatingAudience = false,
        LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires, time.GetUtcNow().UtcDateTime, jwt.ClockSkew),
    };

    private TokenResult Read(TokenValidationResult result)
    {
        if (!result.IsValid)
        {
            return TokenResult.Refuse(Reason(result.Exception));
        }

        // An extension that has to be understood, and is not (RFC 7515 section 4.1.11).
        var token = (JsonWebToken)result.SecurityToken;
        if (token.TryGetHeaderValue<object>("crit", out _))
        {
            return TokenResult.Refuse("invalid");
        }

        return token.TryGetPayloadValue<object>(jwt.UserClaim, out var claim)
            && claim is string user && UserId.IsValid(user)
            ? TokenResult.Accept(user)
            : TokenResult.Refuse("subject");
    }

    private static bool IsAlive(DateTime? notBefore, DateTime? expires, DateTime now, TimeSpan skew) =>
        expires is { } end && now - skew < end && (notBefore is not { } start || start <= now + skew);

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
