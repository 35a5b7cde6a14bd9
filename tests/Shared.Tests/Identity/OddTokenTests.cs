using Fixia.Shared.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Identity;

public sealed class OddTokenTests
{
    [Fact]
    public async Task Of_hundreds_of_odd_tokens_none_is_accepted_for_what_it_is_not_and_each_refusal_has_a_reason()
    {
        var options = Options.Create(new JwtOptions
        {
            Secret = System.Text.Encoding.UTF8.GetString(OddTokens.Secret), Issuer = OddTokens.Issuer, Audience = OddTokens.Audience,
        });
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(OddTokens.Now));
        using var issuer = new IssuerKeys(options, time, NullLogger<IssuerKeys>.Instance);
        var validator = new TokenValidator(options, issuer, time);
        Assert.Equal(OddTokens.User, (await validator.ValidateAsync(OddTokens.Good, TestContext.Current.CancellationToken)).UserId);

        var tokens = OddTokens.All().ToList();
        Assert.True(tokens.DistinctBy(token => token.Text).Count() >= 450, $"There are {tokens.Count} tokens.");
        var wrong = new List<string>();
        foreach (var token in tokens)
        {
            var told = await Record.ExceptionAsync(async () =>
            {
                var result = await validator.ValidateAsync(token.Text, TestContext.Current.CancellationToken);
                if (result.UserId != token.User || string.IsNullOrEmpty(result.Refusal) != (result.UserId is not null))
                {
                    wrong.Add($"{token.Name}: {result}");
                }
            });
            if (told is not null)
            {
                wrong.Add($"{token.Name}: {told.GetType().Name} {told.Message}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
