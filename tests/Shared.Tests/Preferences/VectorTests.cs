using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Tests.Preferences;

public sealed partial class VectorTests
{
    public static TheoryData<string, string> Situations =>
    [
        .. ((string[])[Vectors.ByHand, Vectors.Combinations])
            .SelectMany(file => Vectors.Read(file).Select(situation => new TheoryDataRow<string, string>(file, situation.Name))),
    ];

    [Theory]
    [MemberData(nameof(Situations))]
    public void The_server_decides_as_the_vectors_say(string file, string name)
    {
        var situation = Vectors.Read(file).Single(situation => situation.Name == name);
        Assert.Equal(situation.Quiet, QuietHours.Of(situation.Preferences)?.Between(situation.From, situation.To) ?? []);
        foreach (var expected in situation.Cases)
        {
            var ruling = situation.Resolver.ResolveFor(expected.Type, expected.Priority, situation.Preferences, expected.Device, expected.At);
            Assert.Equal(
                (expected.Device, expected.Type, expected.Priority, expected.At, expected.Attention, expected.Rule),
                (expected.Device, expected.Type, expected.Priority, expected.At, WordOf(ruling.Attention), WordOf(ruling.Rule)));

            var all = situation.Resolver.Resolve(expected.Type, expected.Priority, situation.Preferences, expected.At);
            var here = expected.Device is { } device && all.Exceptions.TryGetValue(device, out var exception) ? exception : all.User;
            Assert.Equal(expected.Attention, WordOf(here.Attention));
            Assert.All(all.Exceptions.Values, other => Assert.NotEqual(all.User.Attention, other.Attention));
        }
    }

    [Fact]
    public void There_are_hundreds_of_cases_and_every_rule_is_among_them()
    {
        var cases = Vectors.Read(Vectors.ByHand).Concat(Vectors.Read(Vectors.Combinations)).SelectMany(situation => situation.Cases).ToList();
        Assert.True(cases.Count > 400, $"There are {cases.Count}.");
        Assert.Equal(Enum.GetValues<AttentionRule>().Select(WordOf).Order(), cases.Select(each => each.Rule).Distinct().Order());
    }

    private static string WordOf(Attention attention) => JsonSerializer.Serialize(attention, Words.Default.Attention).Trim('"');

    private static string WordOf(AttentionRule rule) => JsonSerializer.Serialize(rule, Words.Default.AttentionRule).Trim('"');

    [JsonSerializable(typeof(Attention))]
    [JsonSerializable(typeof(AttentionRule))]
    private sealed partial class Words : JsonSerializerContext;
}
