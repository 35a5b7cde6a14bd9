namespace Fixia.Resilience.Tests.Products;

/// <summary>A clock that a test sets, and that runs on from there as fast as the world.</summary>
public sealed class MovedTime(DateTimeOffset start) : TimeProvider
{
    private long offset = (start - System.GetUtcNow()).Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref offset));

    public void GoTo(DateTimeOffset at) => Interlocked.Exchange(ref offset, (at - System.GetUtcNow()).Ticks);
}
