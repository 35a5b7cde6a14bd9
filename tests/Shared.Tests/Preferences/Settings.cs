using System.Text.Json;

namespace Fixia.Shared.Tests.Preferences;

/// <summary>Settings of some size.</summary>
internal static class Settings
{
    public static JsonElement With(int devices = 0, int windows = 0, int types = 0) => JsonElement.Parse($$"""
        {
          "time_zone": "UTC",
          "devices": {{{Members(devices, "device", "{}")}}},
          "quiet_hours": [{{string.Join(",", Enumerable.Repeat("""{"days":["mon"],"from":"00:00","to":"01:00"}""", windows))}}],
          "types": {{{Members(types, "type", "\"silent\"")}}}
        }
        """);

    private static string Members(int count, string name, string value) =>
        string.Join(",", Enumerable.Range(0, count).Select(i => $"\"{name}{i}\":{value}"));
}
