namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>Life of a message: <c>messageTtlSeconds</c> and <c>ttlSeconds</c>.</summary>
internal static class Expiry
{
    /// <summary>Longest life, in seconds (REST API specification 2024-12-01).</summary>
    public const int MaxSeconds = 300;

    /// <summary>The timestamp at which a message that lives so long expires; 0 for never.</summary>
    public static long After(int seconds, TimeProvider time) =>
        seconds == 0 ? 0 : time.GetTimestamp() + (seconds * time.TimestampFrequency);
}
