using System.ComponentModel.DataAnnotations;
using Fixia.Shared.Identity;

namespace Fixia.Shared.Tests.Identity;

public sealed class JwtOptionsTests
{
    [Theory]
    [InlineData("exactly-thirty-two-bytes-long-ok", true)]
    [InlineData("only-thirty-one-bytes-long-nope", false)]
    [InlineData("", false)]
    public void A_secret_needs_32_bytes(string secret, bool valid)
    {
        Assert.Equal(valid, IsValid(new JwtOptions { Secret = secret, Issuer = "i", Audience = "a" }));
    }

    [Fact]
    public void Issuer_and_audience_are_required()
    {
        Assert.False(IsValid(new JwtOptions { Secret = new string('s', 32), Audience = "a" }));
        Assert.False(IsValid(new JwtOptions { Secret = new string('s', 32), Issuer = "i" }));
    }

    [Fact]
    public void A_skew_beyond_60_seconds_is_refused()
    {
        Assert.False(IsValid(new JwtOptions { Secret = new string('s', 32), Issuer = "i", Audience = "a", ClockSkew = TimeSpan.FromSeconds(61) }));
    }

    [Theory]
    [InlineData("a-new-secret-of-thirty-two-bytes", true)]
    [InlineData("a short secret", false)]
    public void Each_of_several_secrets_needs_32_bytes(string further, bool valid)
    {
        Assert.Equal(valid, IsValid(new JwtOptions { Secret = new string('s', 32), Secrets = { further }, Issuer = "i", Audience = "a" }));
        Assert.Equal(valid, IsValid(new JwtOptions { Secrets = { further }, Issuer = "i", Audience = "a" }));
    }

    [Theory]
    [InlineData("https://login.test/tenant", true)]
    [InlineData("http://127.0.0.1:5000", true)]
    [InlineData("http://localhost:5000/", true)]
    [InlineData("http://login.test", false)]
    [InlineData("login.test", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("file:///etc/passwd", false)]
    public void An_authority_is_reached_over_https_or_on_this_machine(string authority, bool valid)
    {
        Assert.Equal(valid, IsValid(new JwtOptions { Authority = authority, Audience = "a" }));
    }

    [Fact]
    public void Secrets_and_an_authority_exclude_each_other()
    {
        Assert.False(IsValid(new JwtOptions { Secret = new string('s', 32), Authority = "https://login.test", Issuer = "i", Audience = "a" }));
        Assert.False(IsValid(new JwtOptions { Secrets = { new string('s', 32) }, Authority = "https://login.test", Issuer = "i", Audience = "a" }));
        Assert.False(IsValid(new JwtOptions { Issuer = "i", Audience = "a" }));
    }

    [Fact]
    public void The_claim_of_the_user_is_required()
    {
        Assert.Equal("sub", new JwtOptions().UserClaim);
        Assert.False(IsValid(new JwtOptions { Secret = new string('s', 32), Issuer = "i", Audience = "a", UserClaim = "" }));
    }

    private static bool IsValid(JwtOptions options) =>
        Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true);
}
