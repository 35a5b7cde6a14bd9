using System.Text.Json;
using System.Text.Json.Nodes;
using Fixia.Shared.Json;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Tests.Preferences;

public sealed class PatchTests
{
    /// <summary>The cases of RFC 7396, appendix A, and of its text.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("""{"a":[1]}""", """{"a":[null,{"b":null}]}""", """{"a":[null,{"b":null}]}""")]
    [InlineData("""{"a":"b"}""", """{"a":{"c":null}}""", """{"a":{}}""")]
    [InlineData("""{"a":1.0}""", """{"b":1e2}""", """{"a":1.0,"b":1e2}""")]
    [InlineData("""{"a":1}""", """{"a":2,"a":null}""", """{}""")]
    public void A_patch_does_what_the_standard_says(string target, string patch, string result)
    {
        Assert.True(MergePatch.TryApply(JsonElement.Parse(target), JsonElement.Parse(patch), out var actual));
        Assert.Equal(result, actual.GetRawText());
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"types":{"\udc00":"silent"}}""")]
    public void Half_a_character_is_refused(string patch)
    {
        Assert.False(MergePatch.TryApply(JsonElement.Parse("{}"), JsonElement.Parse(patch), out _));
        Assert.Null(new PreferenceSettings().Patch(JsonElement.Parse(patch), out var flaws));
        Assert.Single(flaws);
    }

    [Fact]
    public void A_patch_as_deep_as_json_is_read_is_applied()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 63)) + "1" + new string('}', 63);
        Assert.True(MergePatch.TryApply(JsonElement.Parse(deep), JsonElement.Parse(deep), out var merged));
        Assert.Equal(deep, merged.GetRawText());
    }

    [Fact]
    public void A_patch_changes_what_it_names_and_leaves_the_rest()
    {
        var settings = Vectors.Stored("""
            {"time_zone":"Europe/Madrid","quiet_hours":[{"days":["mon"],"from":"21:00","to":"08:00"}],"types":{"a":"silent","b":"silent"},
             "devices":{"phone":{"level":"all","muted_until":"2026-03-04T12:00:00.000Z"},"old":{}},"muted_until":"2026-03-04T13:00:00.000Z"}
            """);
        var patched = settings.Patch(
            JsonElement.Parse("""{"types":{"a":null,"c":"interrupt"},"devices":{"old":null,"phone":{"level":"none"},"desktop":{"kind":"desktop"}},"muted_until":null}"""),
            out var flaws);
        Assert.Empty(flaws);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""
                    {"time_zone":"Europe/Madrid","quiet_hours":[{"days":["mon"],"from":"21:00","to":"08:00"}],"types":{"b":"silent","c":"interrupt"},
                     "devices":{"phone":{"level":"none","muted_until":"2026-03-04T12:00:00.000Z"},"desktop":{"kind":"desktop"}}}
                    """),
                JsonSerializer.SerializeToNode(patched, FixiaJsonContext.Default.PreferenceSettings)));
    }

    [Theory]
    [InlineData("""{"time_zone":null}""", "time_zone")]
    [InlineData("""{"user_id":"bob"}""", "user_id")]
    [InlineData("""{"types":"silent"}""", "types")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    public void A_patch_that_would_break_a_rule_is_refused_by_name(string patch, string member)
    {
        var settings = Vectors.Stored("""{"time_zone":"UTC","quiet_hours":[{"days":["mon"],"from":"21:00","to":"08:00"}]}""");
        Assert.Null(settings.Patch(JsonElement.Parse(patch), out var flaws));
        Assert.Equal(member, Assert.Single(flaws).Member);
    }

    [Fact]
    public void A_flaw_that_is_stored_does_not_stand_in_the_way_of_a_change()
    {
        var settings = Vectors.Stored("""{"types":{"a":"loud"},"sounds":{}}""");
        var patched = settings.Patch(JsonElement.Parse("""{"types":{"b":"silent"}}"""), out _);
        Assert.Equal([new("b", Attention.Silent)], patched!.Types!);
    }
}
