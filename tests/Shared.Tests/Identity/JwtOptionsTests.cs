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

    private static bool IsValid(JwtOptions options) =>
        Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true);
}
