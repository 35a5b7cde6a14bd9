using System.Text.Json;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>The numbers of a summary as a device reads them: <c>3 message=2 review=1</c>.</summary>
internal sealed record NotificationCounts(string User, string ByDevice)
{
    public static NotificationCounts Of(JsonElement summary) => new(
        Write(summary),
        summary.TryGetProperty("byDevice", out var devices)
            ? string.Join("; ", devices.EnumerateObject().OrderBy(device => device.Name, StringComparer.Ordinal).Select(device => $"{device.Name}: {Write(device.Value)}"))
            : "");

    private static string Write(JsonElement counted) => string.Join(
        ' ',
        counted.GetProperty("types").EnumerateObject().OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => $"{type.Name}={type.Value}")
            .Prepend(counted.GetProperty("count").GetRawText()));
}
