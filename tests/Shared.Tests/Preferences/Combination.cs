using System.Globalization;

namespace Fixia.Shared.Tests.Preferences;

/// <summary>Everything that a decision can depend on.</summary>
internal sealed record Combination(
    string? Mute, string? Rule, bool IsQuiet, string? Default, bool IsRequired, bool IsCritical, Combination.OnDevice? Device)
{
    /// <summary>The instant of all decisions.</summary>
    public const string At = "2026-03-04T12:00:00.000Z";

    private const string Past = "2026-03-04T12:00:00.000Z";
    private const string ToCome = "2026-03-04T12:00:00.001Z";
    private static readonly string?[] Mutes = [null, Past, ToCome];
    private static readonly string?[] Attentions = [null, "interrupt", "silent"];
    private static readonly string?[] Levels = [null, "all", "critical", "none"];

    public static IReadOnlyList<Combination> OfUser { get; } = [..
        from mute in Mutes
        from rule in Attentions
        from isQuiet in (bool[])[false, true]
        from fallback in (string?[])[null, "silent"]
        select new Combination(mute, rule, isQuiet, fallback, false, false, null)];

    public static IReadOnlyList<OnDevice?> Devices { get; } = [null, ..
        from mute in (string?[])[null, ToCome]
        from rule in Attentions
        from level in Levels
        select new OnDevice(mute, rule, level)];

    /// <summary>Every combination of one user's settings with a device and a notification.</summary>
    public IEnumerable<Combination> Questions =>
        from device in Devices
        from isRequired in (bool[])[false, true]
        from isCritical in (bool[])[false, true]
        select this with { Device = device, IsRequired = isRequired, IsCritical = isCritical };

    private string Type => IsRequired ? "security" : "message";

    /// <summary>
    /// What is to come out, said in another way than the product says it: everybody's wishes with their weights, of which
    /// the heaviest one holds. What is critical takes no wish for silence into account, but that of a device for nothing at all.
    /// </summary>
    public (string Attention, string Rule) Expected
    {
        get
        {
            List<(int Weight, string Attention, string Rule)> wishes = [(0, Default ?? "interrupt", "default")];
            Add(IsQuiet, 1, "silent", "quiet-hours");
            Add(Rule is not null, 2, Rule, "type");
            Add(Device?.Level is "critical" or "none", 3, "silent", "device-level");
            Add(Device?.Rule is not null, 4, Device?.Rule, "device-type");
            Add(Device?.Mute == ToCome, 5, "silent", "device-mute");
            Add(Mute == ToCome, 6, "silent", "mute");
            if (IsCritical)
            {
                wishes.RemoveAll(wish => wish.Attention == "silent" && !(wish.Rule == "device-level" && Device?.Level == "none"));
                Add(Device?.Level != "none", 7, "interrupt", "critical");
            }

            Add(IsRequired, 8, "interrupt", "required-type");
            var (_, attention, rule) = wishes.MaxBy(wish => wish.Weight);
            return (attention, rule);

            void Add(bool holds, int weight, string? attention, string rule)
            {
                if (holds)
                {
                    wishes.Add((weight, attention!, rule));
                }
            }
        }
    }

    /// <summary>The situation as tests/vectors spells it, with some of its questions.</summary>
    public string ToSituation(int number, IReadOnlyList<Combination> questions)
    {
        var devices = questions.Select(question => question.Device).OfType<OnDevice>().Distinct().ToList();
        var (start, end) = IsQuiet ? ("12:00", "12:01") : ("11:00", "12:00");
        var window = $$"""{"days": ["wed"], "from": "{{start}}", "to": "{{end}}"}""";
        var interval = $$"""{"from": "2026-03-04T{{start}}:00.000Z", "to": "2026-03-04T{{end}}:00.000Z"}""";
        var preferences = Members(
            "\"time_zone\": \"UTC\"",
            $"\"quiet_hours\": [{window}]",
            $"\"types\": {{{Member("message", Rule)}}}",
            $"\"devices\": {{{string.Join(", ", devices.Select(device => device.ToMember()))}}}",
            Member("muted_until", Mute));
        return $$"""
              {
                "name": "combination {{(number + 1).ToString(CultureInfo.InvariantCulture)}}",
                "required_types": ["security"],
                "defaults": {{{Member("message", Default)}}},
                "preferences": {{{preferences}}},
                "from": "2026-03-04T00:00:00.000Z",
                "to": "2026-03-05T00:00:00.000Z",
                "quiet_intervals": [{{interval}}],
                "cases": [
            {{string.Join(",\n", questions.Select(question => "      " + question.ToCase()))}}
                ]
              }
            """;
    }

    private string ToCase() => "{" + Members(
        Member("at", At), Member("type", Type), Member("priority", IsCritical ? "critical" : null), Member("device", Device?.Id),
        Member("attention", Expected.Attention), Member("rule", Expected.Rule)) + "}";

    private static string Members(params IEnumerable<string> members) => string.Join(", ", members.Select(member => member.Trim()).Where(member => member.Length > 0));

    private static string Member(string name, string? value) => value is null ? "" : $"\"{name}\": \"{value}\"";

    /// <summary>What a user wants of one device.</summary>
    internal sealed record OnDevice(string? Mute, string? Rule, string? Level)
    {
        public string Id => $"{(Mute is null ? "" : "muted-")}{Rule ?? "unset"}-{Level ?? "unset"}";

        public string ToMember() => $"\"{Id}\": {{{Members(Member("level", Level), $"\"types\": {{{Member("message", Rule)}}}", Member("muted_until", Mute))}}}";
    }
}
