using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Local.WebPubSub.Security;

/// <summary>The access key: issues and checks HS256 tokens and signs connection ids.</summary>
internal sealed class AccessKey(string key, TimeProvider time)
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(key);
    private readonly SymmetricSecurityKey _signingKey = new(Encoding.UTF8.GetBytes(key));
    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };

    /// <summary>The token when its signature, life and audience hold; otherwise null.</summary>
    /// <param name="token">A compact JWT.</param>
    /// <param name="isAudience">Whether one of the token's audiences is the expected one.</param>
    public async Task<JsonWebToken?> ValidateAsync(string token, Func<string, bool> isAudience)
    {
        var result = await _tokens.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKey = _signingKey,
            ValidateIssuer = false,
            AudienceValidator = (audiences, _, _) => audiences.Any(isAudience),
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }

    /// <summary>A token of this key.</summary>
    public string Issue(string audience, TimeSpan life, IDictionary<string, object> claims)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return _tokens.CreateToken(new SecurityTokenDescriptor
        {
            Audience = audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + life,
            Claims = claims,
            SigningCredentials = new SigningCredentials(_signingKey, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Value of <c>ce-signature</c> for a connection id (reference-cloud-events, Attributes).</summary>
    public string Sign(string connectionId) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(_bytes, Encoding.UTF8.GetBytes(connectionId)));

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;

        // A token's times are whole seconds: one issued within this second is not from the future.
        return expires is { } end && now < end && !(notBefore is { } start && now < start - TimeSpan.FromSeconds(1));
    }
}
