using System.Security.Cryptography;
using System.Text;
using Fixia.Shared.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Shared.Tests.Identity;

public sealed class TokenValidatorTests
{
    private const string Issuer = "https://issuer.test";
    private const string Audience = "audience";
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("a secret that is long enough for HS512, so that only the allow-list refuses it");

    private static readonly byte[] OtherSecret = Encoding.UTF8.GetBytes("the secret that the API signs with from tomorrow");

    private readonly TokenValidator validator = Validator(new JwtOptions { Secret = Encoding.UTF8.GetString(Secret), Issuer = Issuer, Audience = Audience });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_token_gives_its_user()
    {
        Assert.Equal(TokenResult.Accept("ana"), await validator.ValidateAsync(Token(), Stop));
    }

    [Theory]
    [InlineData("other issuer", "issuer")]
    [InlineData("other audience", "audience")]
    [InlineData("other secret", "signature")]
    [InlineData("other algorithm", "signature")]
    [InlineData("expired", "expired")]
    [InlineData("not yet", "expired")]
    [InlineData("without expiry", "expired")]
    [InlineData("without user", "subject")]
    [InlineData("blank user", "subject")]
    [InlineData("user with a control character", "subject")]
    [InlineData("user too long", "subject")]
    public async Task A_bad_token_is_refused_for_a_reason(string flaw, string reason)
    {
        Assert.Equal(TokenResult.Refuse(reason), await validator.ValidateAsync(Flawed(flaw), Stop));
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "missing")]
    [InlineData("nonsense", "malformed")]
    [InlineData("a.b.c", "malformed")]
    public async Task What_is_no_token_is_refused(string? text, string reason)
    {
        Assert.Equal(TokenResult.Refuse(reason), await validator.ValidateAsync(text, Stop));
    }

    [Fact]
    public async Task An_unsigned_token_is_refused()
    {
        var unsigned = new JsonWebTokenHandler().CreateToken(Descriptor(d => d.SigningCredentials = null));
        Assert.Null((await validator.ValidateAsync(unsigned, Stop)).UserId);
    }

    [Fact]
    public async Task A_tampered_payload_is_refused()
    {
        var parts = Token().Split('.');
        var other = Token(d => d.Claims["sub"] = "bruno").Split('.');
        Assert.Equal(TokenResult.Refuse("signature"), await validator.ValidateAsync($"{parts[0]}.{other[1]}.{parts[2]}", Stop));
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public async Task An_expired_token_is_good_for_the_skew_and_no_longer(int secondsAgo, bool good)
    {
        var token = Token(d => d.Expires = Now.UtcDateTime.AddSeconds(-secondsAgo));
        Assert.Equal(good, (await validator.ValidateAsync(token, Stop)).UserId is not null);
    }

    [Fact]
    public async Task While_a_secret_is_replaced_tokens_of_both_are_good()
    {
        var both = Validator(new JwtOptions
        {
            Secret = Encoding.UTF8.GetString(Secret), Secrets = { Encoding.UTF8.GetString(OtherSecret) }, Issuer = Issuer, Audience = Audience,
        });
        var renewed = Token(d => d.SigningCredentials = Hmac(OtherSecret, SecurityAlgorithms.HmacSha256));
        Assert.Equal(TokenResult.Accept("ana"), await both.ValidateAsync(Token(), Stop));
        Assert.Equal(TokenResult.Accept("ana"), await both.ValidateAsync(renewed, Stop));
        Assert.Equal(TokenResult.Refuse("signature"), await validator.ValidateAsync(renewed, Stop));
        Assert.Equal(TokenResult.Refuse("signature"), await both.ValidateAsync(Flawed("other secret"), Stop));
    }

    [Fact]
    public async Task The_user_is_read_from_the_claim_that_is_set()
    {
        var byEmail = Validator(new JwtOptions { Secrets = { Encoding.UTF8.GetString(Secret) }, Issuer = Issuer, Audience = Audience, UserClaim = "email" });
        Assert.Equal(TokenResult.Accept("ana@fixia.test"), await byEmail.ValidateAsync(Token(d => d.Claims["email"] = "ana@fixia.test"), Stop));
        Assert.Equal(TokenResult.Refuse("subject"), await byEmail.ValidateAsync(Token(), Stop));
        Assert.Equal(TokenResult.Refuse("subject"), await byEmail.ValidateAsync(Token(d => d.Claims["email"] = new[] { "ana" }), Stop));
        Assert.Equal(TokenResult.Refuse("subject"), await byEmail.ValidateAsync(Token(d => d.Claims["email"] = true), Stop));
    }

    private static TokenValidator Validator(JwtOptions jwt)
    {
        var (options, time) = (Options.Create(jwt), new FakeTimeProvider(Now));
        return new TokenValidator(options, new IssuerKeys(options, time, NullLogger<IssuerKeys>.Instance), time);
    }

    private static string Flawed(string flaw) => flaw switch
    {
        "other issuer" => Token(d => d.Issuer = "https://other.test"),
        "other audience" => Token(d => d.Audience = "other"),
        "other secret" => Token(d => d.SigningCredentials = Hmac(RandomNumberGenerator.GetBytes(32), SecurityAlgorithms.HmacSha256)),
        "other algorithm" => Token(d => d.SigningCredentials = Hmac(Secret, SecurityAlgorithms.HmacSha512)),
        "expired" => Token(d => d.Expires = Now.UtcDateTime.AddMinutes(-2)),
        "not yet" => Token(d => d.NotBefore = Now.UtcDateTime.AddMinutes(2)),
        "without expiry" => Token(d => d.Expires = null),
        "without user" => Token(d => d.Claims.Remove("sub")),
        "blank user" => Token(d => d.Claims["sub"] = " "),
        "user with a control character" => Token(d => d.Claims["sub"] = "ana\n"),
        "user too long" => Token(d => d.Claims["sub"] = new string('a', 257)),
        _ => throw new ArgumentOutOfRangeException(nameof(flaw)),
    };

    private static string Token(Action<SecurityTokenDescriptor>? change = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(Descriptor(change));

    private static SecurityTokenDescriptor Descriptor(Action<SecurityTokenDescriptor>? change = null)
    {
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            NotBefore = Now.UtcDateTime.AddMinutes(-1),
            Expires = Now.UtcDateTime.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = "ana" },
            SigningCredentials = Hmac(Secret, SecurityAlgorithms.HmacSha256),
        };
        change?.Invoke(descriptor);
        return descriptor;
    }

    private static SigningCredentials Hmac(byte[] secret, string algorithm) => new(new SymmetricSecurityKey(secret), algorithm);
}
