using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Shared.Tests.Identity;

/// <summary>An OpenID Connect issuer on this machine: a discovery document, the keys that it names, and tokens signed with them.</summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly List<SecurityKey> published = [];
    private int reads;

    private IdentityProvider(WebApplication application) => this.application = application;

    public string Url => application.Urls.Single();

    /// <summary>How often the keys were asked for.</summary>
    public int Reads => Volatile.Read(ref reads);

    /// <summary>Answers 503 to everything.</summary>
    public bool IsDown { get; set; }

    /// <summary>Answers nothing before this is over.</summary>
    public Task Busy { get; set; } = Task.CompletedTask;

    public static async Task<IdentityProvider> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new IdentityProvider(builder.Build());
        provider.application.MapGet("/.well-known/openid-configuration", (HttpContext http) => provider.AnswerAsync(
            http, $$"""{"issuer":"{{provider.Url}}","jwks_uri":"{{provider.Url}}/keys","id_token_signing_alg_values_supported":["RS256"]}"""));
        provider.application.MapGet("/keys", (HttpContext http) =>
        {
            Interlocked.Increment(ref provider.reads);
            lock (provider.published)
            {
                return provider.AnswerAsync(http, $$"""{"keys":[{{string.Join(',', provider.published.Select(Describe))}}]}""");
            }
        });
        await provider.application.StartAsync(cancellationToken);
        return provider;
    }

    public static RsaSecurityKey NewRsaKey(string id) => new(RSA.Create(2048)) { KeyId = id };

    public static ECDsaSecurityKey NewEcKey(string id) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id };

    public void Publish(params SecurityKey[] keys)
    {
        lock (published)
        {
            published.Clear();
            published.AddRange(keys);
        }
    }

    public string Sign(SecurityKey key, string algorithm, string audience, DateTimeOffset expires, Action<SecurityTokenDescriptor>? change = null)
    {
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Url,
            Audience = audience,
            Expires = expires.UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = "ana" },
            SigningCredentials = new SigningCredentials(key, algorithm),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, string json)
    {
        await Busy;
        http.Response.StatusCode = IsDown ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(IsDown ? "{}" : json, http.RequestAborted);
    }

    private static string Describe(SecurityKey key)
    {
        if (key is RsaSecurityKey rsa)
        {
            var numbers = rsa.Rsa.ExportParameters(false);
            return $$"""{"kty":"RSA","use":"sig","kid":"{{key.KeyId}}","n":"{{OddTokens.Encode(numbers.Modulus!)}}","e":"{{OddTokens.Encode(numbers.Exponent!)}}"}""";
        }

        var point = ((ECDsaSecurityKey)key).ECDsa.ExportParameters(false).Q;
        return $$"""{"kty":"EC","use":"sig","crv":"P-256","kid":"{{key.KeyId}}","x":"{{OddTokens.Encode(point.X!)}}","y":"{{OddTokens.Encode(point.Y!)}}"}""";
    }
}
