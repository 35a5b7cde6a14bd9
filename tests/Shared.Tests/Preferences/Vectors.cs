using System.Reflection;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Preferences;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Tests.Preferences;

/// <summary>The cases of tests/vectors, which the client's resolver is held to as well.</summary>
internal static class Vectors
{
    public const string ByHand = "attention.json";
    public const string Combinations = "attention-combinations.json";

    public static string PathOf(string name) => Path.Combine(
        typeof(Vectors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!,
        "tests", "vectors", name);

    public static IEnumerable<Situation> Read(string name) =>
        JsonElement.Parse(File.ReadAllText(PathOf(name))).EnumerateArray().Select(json => new Situation(json)).ToList();

    public static UserPreferences Stored(string json) => Stored(JsonElement.Parse(json));

    public static UserPreferences Stored(JsonElement json) => UserPreferences.Read("ana", new StoredDocument(json, "1"));

    public static AttentionResolver Resolver(PreferenceOptions? options = null) => new(Options.Create(options ?? new PreferenceOptions()));

    /// <summary>What holds for all cases of one user.</summary>
    internal sealed class Situation(JsonElement json)
    {
        public string Name { get; } = json.GetProperty("name").GetString()!;

        public UserPreferences Preferences { get; } = Stored(json.GetProperty("preferences"));

        public AttentionResolver Resolver { get; } = Vectors.Resolver(new PreferenceOptions
        {
            RequiredTypes = [.. json.GetProperty("required_types").EnumerateArray().Select(type => type.GetString()!)],
            Defaults = json.GetProperty("defaults").EnumerateObject().ToDictionary(type => type.Name, type => type.Value.GetString()!),
        });

        public DateTimeOffset From { get; } = json.GetProperty("from").GetDateTimeOffset();

        public DateTimeOffset To { get; } = json.GetProperty("to").GetDateTimeOffset();

        public IReadOnlyList<QuietInterval> Quiet { get; } = [.. json.GetProperty("quiet_intervals").EnumerateArray()
            .Select(quiet => new QuietInterval(quiet.GetProperty("from").GetDateTimeOffset(), quiet.GetProperty("to").GetDateTimeOffset()))];

        public IReadOnlyList<Case> Cases { get; } = [.. json.GetProperty("cases").EnumerateArray().Select(json => new Case(json))];
    }

    /// <summary>One decision.</summary>
    internal sealed class Case(JsonElement json)
    {
        public DateTimeOffset At { get; } = json.GetProperty("at").GetDateTimeOffset();

        public string Type { get; } = Text(json, "type")!;

        public string? Priority { get; } = Text(json, "priority");

        public string? Device { get; } = Text(json, "device");

        public string Attention { get; } = Text(json, "attention")!;

        public string Rule { get; } = Text(json, "rule")!;

        private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var member) ? member.GetString() : null;
    }
}
