using System.Security.Cryptography;
using System.Text;
using Fixia.Shared.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Shared.Tests.Identity;

/// <summary>Tokens of an identity provider, whose discovery document and keys come over real HTTP.</summary>
public sealed class IdentityProviderTests : IAsyncLifetime
{
    private const string Audience = "audience";
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(Now);
    private static readonly RsaSecurityKey Key = IdentityProvider.NewRsaKey("first");
    private static readonly RsaSecurityKey NextKey = IdentityProvider.NewRsaKey("second");
    private IdentityProvider provider = null!;
    private IssuerKeys issuer = null!;
    private TokenValidator validator = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        provider = await IdentityProvider.StartAsync(Stop);
        provider.Publish(Key);
        (issuer, validator) = Validator(_ => { });
    }

    public async ValueTask DisposeAsync()
    {
        issuer.Dispose();
        await provider.DisposeAsync();
    }

    [Theory]
    [InlineData(SecurityAlgorithms.RsaSha256)]
    [InlineData(SecurityAlgorithms.RsaSsaPssSha256)]
    [InlineData(SecurityAlgorithms.EcdsaSha256)]
    public async Task A_token_of_the_provider_gives_its_user(string algorithm)
    {
        SecurityKey signer = algorithm == SecurityAlgorithms.EcdsaSha256 ? IdentityProvider.NewEcKey("curve") : Key;
        provider.Publish(Key, signer);
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(signer, algorithm)));
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(signer, algorithm)));
        Assert.Equal(1, provider.Reads);
    }

    [Theory]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS512")]
    public async Task Other_algorithms_are_refused(string algorithm)
    {
        Assert.Equal(TokenResult.Refuse("signature"), await ValidateAsync(Token(Key, algorithm)));
    }

    [Fact]
    public async Task A_published_key_is_no_shared_secret()
    {
        byte[][] publicTexts =
        [
            Encoding.UTF8.GetBytes(Key.Rsa.ExportSubjectPublicKeyInfoPem()), Key.Rsa.ExportSubjectPublicKeyInfo(), Key.Rsa.ExportRSAPublicKey(),
            Key.Rsa.ExportParameters(false).Modulus!, Encoding.UTF8.GetBytes(OddTokens.Encode(Key.Rsa.ExportParameters(false).Modulus!)),
        ];
        foreach (var secret in publicTexts)
        {
            var token = OddTokens.Sign("""{"alg":"HS256","kid":"first"}""", Payload(), secret);
            Assert.Equal(TokenResult.Refuse("signature"), await ValidateAsync(token));
        }
    }

    [Fact]
    public async Task Of_the_odd_tokens_none_is_taken_for_one_of_the_provider()
    {
        var taken = new List<string>();
        foreach (var token in OddTokens.All())
        {
            var result = await ValidateAsync(token.Text);
            if (result.UserId is not null || string.IsNullOrEmpty(result.Refusal))
            {
                taken.Add(token.Name);
            }
        }

        Assert.Empty(taken);
        Assert.InRange(provider.Reads, 1, 2);
    }

    [Theory]
    [InlineData("another issuer", "issuer")]
    [InlineData("another audience", "audience")]
    [InlineData("expired", "expired")]
    [InlineData("another key of the same name", "signature")]
    [InlineData("a blank user", "subject")]
    public async Task A_bad_token_is_refused_for_a_reason(string flaw, string reason)
    {
        var token = flaw switch
        {
            "another issuer" => Token(Key, change: d => d.Issuer = "https://evil.test"),
            "another audience" => provider.Sign(Key, SecurityAlgorithms.RsaSha256, "other", Now.AddMinutes(5)),
            "expired" => provider.Sign(Key, SecurityAlgorithms.RsaSha256, Audience, Now.AddMinutes(-2)),
            "a blank user" => Token(Key, change: d => d.Claims["sub"] = " "),
            _ => Token(IdentityProvider.NewRsaKey("first")),
        };
        Assert.Equal(TokenResult.Refuse(reason), await ValidateAsync(token));
    }

    [Fact]
    public async Task The_first_token_of_a_new_key_is_good_at_once()
    {
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(Key)));
        provider.Publish(Key, NextKey);
        time.Advance(IssuerKeys.MinInterval);
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(NextKey)));
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(Key)));
        Assert.Equal(2, provider.Reads);
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_is_refused_within_the_hour()
    {
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(Key)));
        provider.Publish(NextKey);
        time.Advance(IssuerKeys.Lifetime);
        Assert.Equal(TokenResult.Refuse("signature"), await ValidateAsync(Token(Key, expires: time.GetUtcNow().AddMinutes(5))));
    }

    [Fact]
    public async Task Made_up_keys_do_not_make_the_provider_busy()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(TokenResult.Refuse("signature"), await ValidateAsync(Token(IdentityProvider.NewEcKey($"made up {i}"), SecurityAlgorithms.EcdsaSha256)));
        }

        Assert.Equal(1, provider.Reads);
    }

    [Fact]
    public async Task Many_first_tokens_ask_the_provider_once()
    {
        var token = Token(Key);
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ValidateAsync(token)));
        Assert.All(results, result => Assert.Equal("ana", result.UserId));
        Assert.Equal(1, provider.Reads);
    }

    [Fact]
    public async Task While_the_provider_is_away_known_keys_serve_on()
    {
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(Key)));
        provider.IsDown = true;
        time.Advance(IssuerKeys.Lifetime);
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(Key, expires: time.GetUtcNow().AddMinutes(5))));
    }

    [Fact]
    public async Task While_one_asks_a_slow_provider_known_keys_serve_the_others()
    {
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(Key)));
        var answer = new TaskCompletionSource();
        provider.Busy = answer.Task;
        time.Advance(IssuerKeys.Lifetime);
        var token = Token(Key, expires: time.GetUtcNow().AddMinutes(5));
        var asking = ValidateAsync(token);
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(token));
        Assert.False(asking.IsCompleted);
        answer.SetResult();
        Assert.Equal(TokenResult.Accept("ana"), await asking);
        Assert.Equal(2, provider.Reads);
    }

    [Fact]
    public async Task For_a_new_key_all_wait_for_the_one_answer_of_a_slow_provider()
    {
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(Key)));
        var answer = new TaskCompletionSource();
        provider.Busy = answer.Task;
        provider.Publish(NextKey);
        time.Advance(IssuerKeys.MinInterval);
        var token = Token(NextKey);
        var waiting = Enumerable.Range(0, 5).Select(_ => ValidateAsync(token)).ToList();
        answer.SetResult();
        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal("ana", result.UserId));
        Assert.Equal(2, provider.Reads);
    }

    [Fact]
    public async Task Known_keys_are_read_again_after_an_hour_and_not_before()
    {
        var token = Token(Key, expires: Now.AddHours(2));
        await ValidateAsync(token);
        time.Advance(IssuerKeys.Lifetime - TimeSpan.FromSeconds(1));
        await ValidateAsync(token);
        Assert.Equal(1, provider.Reads);
        time.Advance(TimeSpan.FromSeconds(1));
        await ValidateAsync(token);
        Assert.Equal(2, provider.Reads);
    }

    [Fact]
    public async Task Without_any_key_nobody_is_told_that_a_token_is_bad()
    {
        provider.IsDown = true;
        await Assert.ThrowsAsync<IssuerUnavailableException>(() => ValidateAsync(Token(Key)));
        provider.IsDown = false;
        await Assert.ThrowsAsync<IssuerUnavailableException>(() => ValidateAsync(Token(Key)));
        time.Advance(IssuerKeys.RetryInterval);
        Assert.Equal(TokenResult.Accept("ana"), await ValidateAsync(Token(Key)));
    }

    [Fact]
    public async Task A_provider_without_keys_counts_as_away()
    {
        provider.Publish();
        await Assert.ThrowsAsync<IssuerUnavailableException>(() => ValidateAsync(Token(Key)));
    }

    [Fact]
    public async Task The_issuer_can_be_another_than_the_one_that_is_published()
    {
        var (keys, strict) = Validator(jwt => jwt.Issuer = "https://tenant.test");
        using (keys)
        {
            Assert.Equal(TokenResult.Refuse("issuer"), await strict.ValidateAsync(Token(Key), Stop));
            Assert.Equal(TokenResult.Accept("ana"), await strict.ValidateAsync(Token(Key, change: d => d.Issuer = "https://tenant.test"), Stop));
        }
    }

    private string Payload() =>
        $$"""{"iss":"{{provider.Url}}","aud":"{{Audience}}","exp":{{Now.AddMinutes(5).ToUnixTimeSeconds()}},"sub":"ana"}""";

    private string Token(
        SecurityKey signer, string algorithm = SecurityAlgorithms.RsaSha256, DateTimeOffset? expires = null, Action<SecurityTokenDescriptor>? change = null) =>
        provider.Sign(signer, algorithm, Audience, expires ?? Now.AddMinutes(5), change);

    private Task<TokenResult> ValidateAsync(string token) => validator.ValidateAsync(token, Stop);

    private (IssuerKeys Keys, TokenValidator Validator) Validator(Action<JwtOptions> change)
    {
        var jwt = new JwtOptions { Authority = provider.Url + "/", Audience = Audience };
        change(jwt);
        var keys = new IssuerKeys(Options.Create(jwt), time, NullLogger<IssuerKeys>.Instance);
        return (keys, new TokenValidator(Options.Create(jwt), keys, time));
    }
}
