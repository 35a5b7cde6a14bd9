using System.Globalization;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos;

/// <summary>
/// Refuses requests for documents on command, as the service does when a container's throughput is used up: 429 with
/// sub status 3200 and the time to wait (https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb).
/// A refused request has done nothing. Reads of session consistency can be made to lag. Thread-safe.
/// </summary>
public sealed class CosmosFaults
{
    private const int RequestRateTooLarge = 3200;

    private readonly Lock gate = new();
    private int remaining;
    private double probability;
    private TimeSpan retryAfter;
    private string? container;
    private long throttled;
    private readonly LaggingReplica replica;

    internal CosmosFaults(LaggingReplica replica) => this.replica = replica;

    /// <summary>How many requests were refused since the endpoint started.</summary>
    public long Throttled => Interlocked.Read(ref throttled);

    /// <summary>How many of the next requests are refused.</summary>
    public int Remaining
    {
        get
        {
            lock (gate)
            {
                return remaining;
            }
        }
    }

    /// <summary>The share of requests that is refused at random, from 0 to 1.</summary>
    public double Probability
    {
        get
        {
            lock (gate)
            {
                return probability;
            }
        }
    }

    /// <summary>Refuses the next requests.</summary>
    /// <param name="count">How many; 0 ends it.</param>
    /// <param name="retryAfter">What the answer tells the client to wait; the SDK does.</param>
    /// <param name="container">The id of the only container that is refused; null: every one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count or time.</exception>
    public void ThrottleNext(int count, TimeSpan retryAfter, string? container = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Set(count, 0, retryAfter, container);
    }

    /// <summary>Refuses requests at random until <see cref="Stop"/>.</summary>
    /// <param name="probability">The share of requests, from 0 to 1.</param>
    /// <param name="retryAfter">What the answer tells the client to wait; the SDK does.</param>
    /// <param name="container">The id of the only container that is refused; null: every one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A probability outside 0 to 1, or a negative time.</exception>
    public void ThrottleAtRandom(double probability, TimeSpan retryAfter, string? container = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        Set(0, probability, retryAfter, container);
    }

    /// <summary>
    /// From now on what asks for session consistency is read from a replica that stays as it is now, unless the request's
    /// session token says that the client knows more (https://learn.microsoft.com/azure/cosmos-db/consistency-levels).
    /// </summary>
    public void FallBehind() => replica.FallBehind();

    /// <summary>Refuses nothing any more, and every read sees every write again.</summary>
    public void Stop()
    {
        Set(0, 0, TimeSpan.Zero, null);
        replica.CatchUp();
    }

    /// <exception cref="ServiceException">429.</exception>
    internal void Check(HttpContext context)
    {
        if (context.Request.Path.Value?.Split('/') is not ["", "dbs", _, "colls", var id, "docs", ..] || !TryTake(id, out var wait))
        {
            return;
        }

        Interlocked.Increment(ref throttled);
        context.Response.Headers[HeaderNames.RetryAfterMilliseconds] = Math.Ceiling(wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        throw new ServiceException(429, "TooManyRequests", "The request rate is large, on command of a test.", RequestRateTooLarge);
    }

    private void Set(int count, double share, TimeSpan wait, string? only)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero, nameof(retryAfter));
        lock (gate)
        {
            (remaining, probability, retryAfter, container) = (count, share, wait, only);
        }
    }

    private bool TryTake(string id, out TimeSpan wait)
    {
        lock (gate)
        {
            wait = retryAfter;
            if (container is not null && container != id)
            {
                return false;
            }

            if (remaining > 0)
            {
                remaining--;
                return true;
            }

            return probability > 0 && Random.Shared.NextDouble() < probability;
        }
    }
}
