using Fixia.Local.FunctionsHost.Invocations;

namespace FunctionsHost.Tests.CosmosDB;

/// <summary>The delays and counts of the retry attributes: too long to be waited for over the wire.</summary>
public sealed class RetryPolicyTests
{
    [Fact]
    public void Fixed_delay_is_the_same_before_every_retry()
    {
        var policy = new RetryPolicy(5, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

        Assert.All([1, 2, 5], retry => Assert.Equal(TimeSpan.FromSeconds(10), policy.Delay(retry, Random.Shared)));
    }

    [Fact]
    public void Backoff_starts_at_the_minimum_doubles_give_or_take_a_fifth_and_ends_at_the_maximum()
    {
        var policy = new RetryPolicy(-1, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.FromSeconds(1), policy.Delay(1, Random.Shared));
        for (var repetition = 0; repetition < 100; repetition++)
        {
            Assert.InRange(policy.Delay(2, Random.Shared).TotalSeconds, 1.6, 2.4);
            Assert.InRange(policy.Delay(4, Random.Shared).TotalSeconds, 6.4, 9.6);
            Assert.Equal(TimeSpan.FromMinutes(1), policy.Delay(10, Random.Shared));
            Assert.Equal(TimeSpan.FromMinutes(1), policy.Delay(int.MaxValue, Random.Shared));
        }
    }

    [Theory]
    [InlineData(-1, int.MaxValue, true)]
    [InlineData(2, 2, true)]
    [InlineData(2, 3, false)]
    [InlineData(0, 1, false)]
    public void Retries_end_after_their_number_and_minus_one_means_never(int maxRetryCount, int retry, bool allowed)
    {
        Assert.Equal(allowed, new RetryPolicy(maxRetryCount, TimeSpan.Zero, TimeSpan.Zero).Allows(retry));
    }

    [Fact]
    public void Function_without_a_policy_is_not_retried()
    {
        Assert.False(RetryPolicy.None.Allows(1));
    }
}
