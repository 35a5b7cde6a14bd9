using System.Globalization;
using System.Text.Json;
using Fixia.Shared.Events;
using Fixia.Shared.Preferences;
using Fixia.Tests.Support;
using Microsoft.Extensions.Options;

namespace Fixia.Resilience.Tests.Model;

/// <summary>What the user of a world wants, and whether everything that reaches the devices goes by it.</summary>
internal sealed class Wishes(string user, Product product, TimeProvider time)
{
    private readonly AttentionResolver resolver = new(Options.Create(new PreferenceOptions()));
    private PreferenceSettings settings = new();

    /// <summary>The ids of the devices.</summary>
    public static IReadOnlyList<string> Devices { get; } = ["phone", "desk", "tablet"];

    /// <summary>Changes one thing or another.</summary>
    public async Task ChangeAsync(int number, CancellationToken cancellationToken)
    {
        var (patched, isChanged) = await product.PreferencesEditor.PatchAsync(user, JsonElement.Parse(Patch(number)), version: null, cancellationToken);
        Assert.True(isChanged);
        settings = patched;
    }

    /// <summary>Holds what was pushed just now to the rules that are in force just now.</summary>
    public void Check(JsonElement message)
    {
        foreach (var entry in message.ValueKind == JsonValueKind.Array ? message.EnumerateArray().ToArray() : [message])
        {
            var data = entry.GetProperty("data");
            if (entry.GetProperty("event").GetString() is not ("notification:new" or "notification:restored") || !data.TryGetProperty("attention", out var decided))
            {
                continue;
            }

            var notification = data.GetProperty("notification");
            foreach (var device in Devices)
            {
                var told = data.TryGetProperty("attentionByDevice", out var exceptions) && exceptions.TryGetProperty(device, out var own) ? own : decided;
                var expected = Expect(notification.GetProperty("type").GetString()!, notification.GetProperty("priority").GetString(), device, time.GetUtcNow());
                Assert.Equal(expected == Attention.Silent ? "silent" : "interrupt", told.GetString());
            }
        }
    }

    /// <summary>Holds the answer to a sync to the rules for when a notification came and for now.</summary>
    public void Check(SyncResponse response)
    {
        foreach (var notification in response.Notifications.Where(notification => !notification.Read && notification.Removed is null))
        {
            var told = response.Attention?.GetValueOrDefault(notification.Id) ?? default;
            foreach (var device in Devices)
            {
                var isSilent = new[] { notification.CreatedAt, response.RequestedAt }
                    .Any(at => Expect(notification.Type, notification.Priority, device, at) == Attention.Silent);
                Assert.Equal(
                    isSilent ? Attention.Silent : Attention.Interrupt,
                    told.AttentionByDevice?.TryGetValue(device, out var own) is true ? own : told.Attention);
            }
        }
    }

    private Attention Expect(string type, string? priority, string device, DateTimeOffset at) =>
        resolver.ResolveFor(type, priority, settings, device, at).Attention;

    private string Patch(int number)
    {
        var device = Devices[number % Devices.Count];
        var now = time.GetUtcNow();
        return (number / Devices.Count % 8) switch
        {
            0 => $$$"""{"time_zone":"Etc/UTC","quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"{{{Clock(0)}}}","to":"{{{Clock(1)}}}"}]}""",
            1 => """{"quiet_hours":null}""",
            2 => ForDevice("""{"level":"critical"}"""),
            3 => ForDevice("""{"level":"none"}"""),
            4 => ForDevice("null"),
            5 => ForDevice("""{"types":{"message":"interrupt"}}"""),
            6 => """{"types":{"message":"silent"}}""",
            _ => $$$"""{"types":null,"muted_until":"{{{now.AddSeconds(number).ToString("O", CultureInfo.InvariantCulture)}}}"}""",
        };

        string ForDevice(string patch) => "{\"devices\":{\"" + device + "\":" + patch + "}}";

        string Clock(int minutes) => now.AddMinutes(minutes).ToString("HH:mm", CultureInfo.InvariantCulture);
    }
}
