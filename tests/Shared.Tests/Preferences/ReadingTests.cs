using System.Text.Json;
using System.Text.Json.Nodes;
using Fixia.Shared.Json;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Tests.Preferences;

/// <summary>Documents as they are stored, whoever wrote them.</summary>
public sealed class ReadingTests
{
    private const string Whole = """
        {
          "time_zone": "Europe/Madrid",
          "quiet_hours": [{"days": ["mon", "sun"], "from": "21:00", "to": "08:00"}],
          "types": {"message": "interrupt", "marketing": "silent"},
          "devices": {
            "a-1": {
              "name": "Ana's phone", "kind": "phone", "level": "critical", "types": {"job": "silent"},
              "muted_until": "2026-03-04T12:00:00.000Z", "last_seen_at": "2026-03-01T00:00:00.000Z"
            }
          },
          "muted_until": "2026-03-04T13:00:00.000Z"
        }
        """;

    private static readonly string[] Odd =
    [
        "null", "5", "1e999", "-0.5", "true", "\"\"", "\"x\"", "\"\\ud800\"", "\"2026-13-01T00:00:00Z\"", "\"24:00\"", "\"9:00\"", "[]", "[null]", "[5]",
        "[[[]]]", "[{}]", "[\"mon\",\"mon\",\"Monday\"]", "{}", "{\"a\":null}", "{\"a\":5}", "{\"\":\"silent\"}", "{\"\\ud800\":5}", "{\"__proto__\":{}}",
    ];

    [Fact]
    public void Everything_that_is_stored_is_read_and_written_as_it_was()
    {
        var preferences = Vectors.Stored(Whole);
        Assert.Empty(preferences.Flaws);
        Assert.Equal(("ana", "preferences", "1"), (preferences.UserId, preferences.Id, preferences.ETag));
        var written = JsonSerializer.SerializeToNode(preferences, FixiaJsonContext.Default.UserPreferences)!.AsObject();
        Assert.True(written.Remove("id") && written.Remove("user_id"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Whole), written), written.ToString());
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(Whole), JsonSerializer.SerializeToNode(preferences, FixiaJsonContext.Default.PreferenceSettings)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"time_zone":null,"quiet_hours":null,"types":null,"devices":null,"muted_until":null}""")]
    public void What_is_absent_is_unset_and_no_flaw(string json)
    {
        var preferences = Vectors.Stored(json);
        Assert.Empty(preferences.Flaws);
        Assert.Equal(
            """{"id":"preferences","user_id":"ana"}""", JsonSerializer.Serialize(preferences, FixiaJsonContext.Default.UserPreferences));
    }

    [Theory]
    [InlineData("time_zone")]
    [InlineData("quiet_hours")]
    [InlineData("quiet_hours.0")]
    [InlineData("quiet_hours.0.days")]
    [InlineData("quiet_hours.0.days.0")]
    [InlineData("quiet_hours.0.from")]
    [InlineData("quiet_hours.0.to")]
    [InlineData("types")]
    [InlineData("types.message")]
    [InlineData("devices")]
    [InlineData("devices.a-1")]
    [InlineData("devices.a-1.name")]
    [InlineData("devices.a-1.kind")]
    [InlineData("devices.a-1.level")]
    [InlineData("devices.a-1.types")]
    [InlineData("devices.a-1.types.job")]
    [InlineData("devices.a-1.muted_until")]
    [InlineData("devices.a-1.last_seen_at")]
    [InlineData("muted_until")]
    public void A_bad_member_costs_itself_and_is_told(string path)
    {
        var wire = path.Replace(".0", "[0]", StringComparison.Ordinal);
        foreach (var odd in Odd)
        {
            var json = Replace(Whole, path, odd);
            var preferences = Vectors.Stored(json);
            Assert.All(preferences.Flaws, flaw => Assert.StartsWith(path == "time_zone" ? "" : wire, flaw.Member, StringComparison.Ordinal));

            // What is sent is held to the same rules, and to nothing unknown.
            var isAccepted = PreferenceSettings.Check(json, out var flaws) is not null;
            Assert.Equal(isAccepted, flaws.Count == 0);
            Assert.True(!isAccepted || preferences.Flaws.Count == 0, $"{path}: {odd} was accepted.");

            // Whatever was read can be written, decided by, and read again without a flaw.
            var again = JsonSerializer.SerializeToElement<PreferenceSettings>(preferences, FixiaJsonContext.Default.PreferenceSettings);
            Assert.All(Vectors.Stored(again).Flaws, flaw => Assert.Equal(("time_zone", "time_zone"), (path, flaw.Member)));
            Vectors.Resolver().Resolve("message", null, preferences, DateTimeOffset.UnixEpoch);
            Assert.Equal(path == "muted_until", preferences.MutedUntil != Vectors.Stored(Whole).MutedUntil);
            Assert.True(path.StartsWith("types", StringComparison.Ordinal) || preferences.Types!.Count == 2);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("\"preferences\"")]
    public void A_document_that_is_no_object_says_nothing(string json)
    {
        var flaw = Assert.Single(Vectors.Stored(json).Flaws);
        Assert.Equal(("", "The preferences must be an object."), (flaw.Member, flaw.ToString()));
        Assert.Null(PreferenceSettings.Check(JsonElement.Parse(json), out _));
    }

    [Fact]
    public void What_the_store_and_later_versions_add_is_of_no_matter()
    {
        var preferences = Vectors.Stored("""{"id":"x","user_id":"bob","_ts":5,"_etag":"y","sounds":{},"devices":{"a":{"color":"red"}}}""");
        Assert.Empty(preferences.Flaws);
        Assert.Equal("ana", preferences.UserId);
    }

    [Fact]
    public void Of_too_much_the_first_counts()
    {
        var many = Vectors.Stored(Settings.With(devices: PreferenceLimits.Devices + 1, windows: PreferenceLimits.Windows + 1, types: PreferenceLimits.Types + 1));
        Assert.Equal(["quiet_hours", "types", "devices"], many.Flaws.Select(flaw => flaw.Member));
        Assert.Equal(
            (PreferenceLimits.Devices, PreferenceLimits.Windows, PreferenceLimits.Types), (many.Devices!.Count, many.QuietHours!.Count, many.Types!.Count));
        Assert.Empty(Vectors.Stored(Settings.With(PreferenceLimits.Devices, PreferenceLimits.Windows, PreferenceLimits.Types)).Flaws);
    }

    [Fact]
    public void Of_a_member_that_comes_twice_the_last_one_counts()
    {
        var preferences = Vectors.Stored("""{"types":{"a":"silent","a":"interrupt","b":"silent","b":null}}""");
        Assert.Equal([new("a", Attention.Interrupt)], preferences.Types!);
    }

    private static JsonElement Replace(string json, string path, string value)
    {
        const string Mark = "\u0001";
        var root = JsonNode.Parse(json)!;
        var node = root;
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            node = node is JsonArray array ? array[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : node[name]!;
        }

        if (node is JsonArray items)
        {
            items[int.Parse(names[^1], System.Globalization.CultureInfo.InvariantCulture)] = Mark;
        }
        else
        {
            node[names[^1]] = Mark;
        }

        // As text, because no node can hold what JSON can spell.
        return JsonElement.Parse(root.ToJsonString().Replace("\"\\u0001\"", value, StringComparison.Ordinal));
    }
}
