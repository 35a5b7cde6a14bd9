using System.Globalization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Refuses intervals that are no time span, or negative.</summary>
internal static class RetryInterval
{
    public static string Validated(string interval, string parameter) =>
        TimeSpan.TryParse(interval, CultureInfo.InvariantCulture, out var parsed) && parsed >= TimeSpan.Zero
            ? interval
            : throw new ArgumentOutOfRangeException(parameter, interval, "A retry interval is a time span such as 00:00:05, and not negative.");
}
