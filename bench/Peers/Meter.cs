namespace Fixia.Peers;

/// <summary>Counts what an exchange puts on the wire.</summary>
internal static class Meter
{
    /// <summary>How long bytes may still be under way when an exchange is over.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);

    /// <summary>Bytes of one exchange: the mean of several.</summary>
    public static async Task<double> BytesAsync(IReadOnlyList<CountingProxy> proxies, int times, Func<Task> exchange)
    {
        var before = proxies.Sum(proxy => proxy.Bytes);
        for (var i = 0; i < times; i++)
        {
            await exchange();
        }

        await Task.Delay(Settle);
        return (proxies.Sum(proxy => proxy.Bytes) - before) / (double)times;
    }
}
