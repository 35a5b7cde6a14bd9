using System.ComponentModel.DataAnnotations;
using Fixia.Shared.Identity;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Tests.Identity;

public sealed class UserLimitsTests
{
    [Fact]
    public void Each_user_has_a_bucket_of_each_kind()
    {
        using var limits = new UserLimits(Options.Create(new UserLimitOptions { Negotiate = new() { Burst = 2, PerSecond = 1 } }));
        Assert.Null(limits.TakeNegotiate("ana"));
        Assert.Null(limits.TakeNegotiate("ana"));
        Assert.Null(limits.TakeNegotiate("bruno"));
        Assert.Null(limits.TakeHttp("ana"));
        Assert.Null(limits.TakeEvent("ana"));
        Assert.Null(limits.TakeNegotiate("Ana"));
    }

    [Fact]
    public void Whoever_has_taken_all_is_told_how_long_to_wait()
    {
        using var limits = new UserLimits(Options.Create(new UserLimitOptions { Events = new() { Burst = 50, PerSecond = 1 } }));
        var waits = Enumerable.Range(0, 200).Select(_ => limits.TakeEvent("ana")).ToList();
        Assert.All(waits.Take(50), wait => Assert.Null(wait));
        Assert.Contains(waits, wait => wait > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, -1)]
    public void A_bucket_without_room_or_without_return_is_refused(int burst, int perSecond)
    {
        Assert.Contains("Http", Assert.Single(Refusals(new UserLimitOptions { Http = new() { Burst = burst, PerSecond = perSecond } })).ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(Refusals(new UserLimitOptions()));

        static IEnumerable<ValidationResult> Refusals(UserLimitOptions options) => options.Validate(new ValidationContext(options));
    }
}
