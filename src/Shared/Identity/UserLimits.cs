using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Identity;

/// <summary>
/// Bounds what a single user can cost, whatever a client does wrong. Each instance counts by itself, and forgets a user
/// whose bucket has been full for some seconds: memory holds those who are active, and they have signed in.
/// </summary>
public sealed class UserLimits(IOptions<UserLimitOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> negotiate = Create(options.Value.Negotiate);
    private readonly PartitionedRateLimiter<string> http = Create(options.Value.Http);
    private readonly PartitionedRateLimiter<string> events = Create(options.Value.Events);
    private readonly PartitionedRateLimiter<string> receipts = Create(options.Value.Receipts);

    /// <summary>Takes a negotiate request of the user's bucket; null when there was one, otherwise how long to wait.</summary>
    public TimeSpan? TakeNegotiate(string userId) => Take(negotiate, userId);

    /// <summary>The same for any other HTTP request.</summary>
    public TimeSpan? TakeHttp(string userId) => Take(http, userId);

    /// <summary>The same for an event of a socket.</summary>
    public TimeSpan? TakeEvent(string userId) => Take(events, userId);

    /// <summary>The same for what a device received, on top of the request or the event that tells it.</summary>
    public TimeSpan? TakeReceipt(string userId) => Take(receipts, userId);

    /// <inheritdoc/>
    public void Dispose()
    {
        negotiate.Dispose();
        http.Dispose();
        events.Dispose();
        receipts.Dispose();
    }

    private static PartitionedRateLimiter<string> Create(UserLimitOptions.Bucket bucket) =>
        PartitionedRateLimiter.Create<string, string>(
            userId => RateLimitPartition.GetTokenBucketLimiter(userId, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = bucket.Burst,
                TokensPerPeriod = bucket.PerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }),
            StringComparer.Ordinal);

    private static TimeSpan? Take(PartitionedRateLimiter<string> limiter, string userId)
    {
        using var lease = limiter.AttemptAcquire(userId);
        if (lease.IsAcquired)
        {
            return null;
        }

        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
    }
}
