using System.Text.Json;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Tests.Preferences;

/// <summary>Settings as callers of the API send them.</summary>
public sealed class CheckTests
{
    private static readonly string LongId = new('d', PreferenceLimits.DeviceId + 1);
    private static readonly string LongName = new('n', PreferenceLimits.DeviceName + 1);
    private static readonly string LongType = new('t', 51);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"time_zone":"Europe/Madrid","quiet_hours":[{"days":[],"from":"00:00","to":"23:59"}]}""")]
    [InlineData("""{"quiet_hours":[]}""")]
    [InlineData("""{"types":{"Job.Done":"silent","constructor":"interrupt"}}""")]
    [InlineData("""{"devices":{"__proto__":{"level":"none"},"0198c0de-0000-7000-8000-000000000000":{}}}""")]
    [InlineData("""{"muted_until":"9999-12-31T23:59:59.999Z"}""")]
    [InlineData("""{"muted_until":"2026-03-04T12:00:00+05:30"}""")]
    public void What_the_rules_allow_is_taken(string json)
    {
        Assert.NotNull(PreferenceSettings.Check(JsonElement.Parse(json), out var flaws));
        Assert.Empty(flaws);
    }

    [Theory]
    [InlineData("""{"time_zone":"Mars/Base"}""", "time_zone")]
    [InlineData("""{"time_zone":"Mars/Base","quiet_hours":[{"days":["mon"],"from":"21:00","to":"08:00"}]}""", "time_zone")]
    [InlineData("""{"time_zone":"UTC+3"}""", "time_zone")]
    [InlineData("""{"time_zone":"+02:00"}""", "time_zone")]
    [InlineData("""{"time_zone":""}""", "time_zone")]
    [InlineData("""{"time_zone":2}""", "time_zone")]
    [InlineData("""{"quiet_hours":[{"days":["mon"],"from":"21:00","to":"08:00"}]}""", "time_zone")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":[{"days":["mon"],"from":"24:00","to":"08:00"}]}""", "quiet_hours[0].from")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":[{"days":["mon"],"from":"21:00","to":"08:60"}]}""", "quiet_hours[0].to")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":[{"days":["mon"],"from":"21:00","to":"8:00"}]}""", "quiet_hours[0].to")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":[{"days":["mon"],"from":"21:00:00","to":"08:00"}]}""", "quiet_hours[0].from")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":[{"days":["mon"],"from":"21:00"}]}""", "quiet_hours[0].to")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":[{"from":"21:00","to":"08:00"}]}""", "quiet_hours[0].days")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":[{"days":["monday"],"from":"21:00","to":"08:00"}]}""", "quiet_hours[0].days[0]")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":[{"days":["mon","mon","mon","mon","mon","mon","mon","mon"],"from":"21:00","to":"08:00"}]}""", "quiet_hours[0].days")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":[{"days":["mon"],"from":"21:00","to":"08:00","zone":"x"}]}""", "quiet_hours[0].zone")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":[null]}""", "quiet_hours[0]")]
    [InlineData("""{"time_zone":"UTC","quiet_hours":{}}""", "quiet_hours")]
    [InlineData("""{"types":{"message":"loud"}}""", "types.message")]
    [InlineData("""{"types":{"message":false}}""", "types.message")]
    [InlineData("""{"types":{"":"silent"}}""", "types")]
    [InlineData("""{"types":[]}""", "types")]
    [InlineData("""{"devices":{"a":{"level":"some"}}}""", "devices.a.level")]
    [InlineData("""{"devices":{"a":{"kind":"fridge"}}}""", "devices.a.kind")]
    [InlineData("""{"devices":{"a":{"types":{"message":"Silent"}}}}""", "devices.a.types.message")]
    [InlineData("""{"devices":{"a":{"name":""}}}""", "devices.a.name")]
    [InlineData("""{"devices":{"a":{"muted_until":"soon"}}}""", "devices.a.muted_until")]
    [InlineData("""{"devices":{"a":{"last_seen_at":5}}}""", "devices.a.last_seen_at")]
    [InlineData("""{"devices":{"a":{"color":"red"}}}""", "devices.a.color")]
    [InlineData("""{"devices":{"a":"phone"}}""", "devices.a")]
    [InlineData("""{"devices":{"a b":{}}}""", "devices")]
    [InlineData("""{"devices":{"a/b":{}}}""", "devices")]
    [InlineData("""{"devices":{"":{}}}""", "devices")]
    [InlineData("""{"muted_until":"tomorrow"}""", "muted_until")]
    [InlineData("""{"muted_until":true}""", "muted_until")]
    [InlineData("""{"user_id":"bob"}""", "user_id")]
    [InlineData("""{"id":"preferences"}""", "id")]
    [InlineData("""{"quietHours":[]}""", "quietHours")]
    public void What_breaks_a_rule_is_refused_by_name(string json, string member)
    {
        Assert.Null(PreferenceSettings.Check(JsonElement.Parse(json), out var flaws));
        var flaw = Assert.Single(flaws);
        Assert.Equal(member, flaw.Member);
        Assert.StartsWith($"'{member}' ", flaw.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_flaw_is_told_up_to_a_number()
    {
        PreferenceSettings.Check(JsonElement.Parse("""{"time_zone":5,"types":{"a":1,"b":"silent","c":2},"muted_until":[]}"""), out var flaws);
        Assert.Equal(["time_zone", "types.a", "types.c", "muted_until"], flaws.Select(flaw => flaw.Member));
        PreferenceSettings.Check(JsonElement.Parse("{\"types\":{" + string.Join(",", Enumerable.Range(0, 90).Select(i => $"\"{i}\":0")) + "}}"), out flaws);
        Assert.Equal(PreferenceLimits.Flaws, flaws.Count);
    }

    [Fact]
    public void Longest_names_and_ids_are_taken_and_longer_ones_are_not()
    {
        Assert.Equal([], Members("""{"devices":{"ID":{"name":"NAME","types":{"TYPE":"silent"}}}}""", LongId[1..], LongName[1..], LongType[1..]));
        Assert.Equal(["devices"], Members("""{"devices":{"ID":{}}}""", LongId));
        Assert.Equal(["devices.a.name"], Members("""{"devices":{"a":{"name":"NAME"}}}""", name: LongName));
        Assert.Equal(["devices.a.types"], Members("""{"devices":{"a":{"types":{"TYPE":"silent"}}}}""", type: LongType));
        Assert.Equal([LongName[..PreferenceLimits.DeviceId]], Members("""{"NAME":5}""", name: LongName));
    }

    [Theory]
    [InlineData(51, 0, 0, "devices")]
    [InlineData(0, 29, 0, "quiet_hours")]
    [InlineData(0, 0, 101, "types")]
    [InlineData(50, 28, 100, null)]
    public void Too_much_is_refused(int devices, int windows, int types, string? member)
    {
        PreferenceSettings.Check(Settings.With(devices, windows, types), out var flaws);
        Assert.Equal(member is null ? [] : [member], flaws.Select(flaw => flaw.Member));
    }

    [Fact]
    public void A_day_that_is_named_twice_is_one_day()
    {
        var settings = PreferenceSettings.Check(
            JsonElement.Parse("""{"time_zone":"UTC","quiet_hours":[{"days":["sun","mon","sun"],"from":"21:00","to":"08:00"}]}"""), out _);
        Assert.Equal([Weekday.Sunday, Weekday.Monday], settings!.QuietHours![0].Days);
    }

    private static IEnumerable<string> Members(string json, string id = "", string name = "", string type = "")
    {
        var filled = json.Replace("ID", id, StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal).Replace("TYPE", type, StringComparison.Ordinal);
        PreferenceSettings.Check(JsonElement.Parse(filled), out var flaws);
        return flaws.Select(flaw => flaw.Member);
    }
}
