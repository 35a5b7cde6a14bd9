using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Analytics;

/// <summary>What became of notifications of one type that were created within one time.</summary>
public record Figures
{
    /// <summary>More than there can be in an hour, and few enough to be added up.</summary>
    private const long Most = 1_000_000_000_000;

    /// <summary>How many there are.</summary>
    [JsonPropertyName("created")]
    public long Created { get; init; }

    /// <summary>How many any device told that it received.</summary>
    [JsonPropertyName("received")]
    public long Received { get; init; }

    /// <summary>The same by what the devices are; one that was received on two counts for both.</summary>
    [JsonPropertyName("received_by")]
    public KindFigures ReceivedBy { get; init; } = new();

    /// <summary>How many interrupted on any device.</summary>
    [JsonPropertyName("shown")]
    public long Shown { get; init; }

    /// <summary>How many were seen: the bell was opened after them, or they were read.</summary>
    [JsonPropertyName("seen")]
    public long Seen { get; init; }

    /// <summary>How many were read, by themselves or with all others.</summary>
    [JsonPropertyName("read")]
    public long Read { get; init; }

    /// <summary>Of how many a button was pressed.</summary>
    [JsonPropertyName("acted")]
    public long Acted { get; init; }

    /// <summary>How many were received within a minute.</summary>
    [JsonPropertyName("received_within_minute")]
    public long ReceivedWithinMinute { get; init; }

    /// <summary>How many were received within an hour.</summary>
    [JsonPropertyName("received_within_hour")]
    public long ReceivedWithinHour { get; init; }

    /// <summary>From creation to the first receipt.</summary>
    [JsonPropertyName("time_to_receive")]
    public Histogram TimeToReceive { get; init; } = new();

    /// <summary>From creation to reading, of those that were read by themselves: of the others it is not known.</summary>
    [JsonPropertyName("time_to_read")]
    public Histogram TimeToRead { get; init; } = new();

    /// <summary>What several hold together.</summary>
    public static Figures Sum(IReadOnlyCollection<Figures> all) => new()
    {
        Created = all.Sum(one => one.Created),
        Received = all.Sum(one => one.Received),
        ReceivedBy = new KindFigures(
            all.Sum(one => one.ReceivedBy.Phone), all.Sum(one => one.ReceivedBy.Tablet), all.Sum(one => one.ReceivedBy.Desktop), all.Sum(one => one.ReceivedBy.Unknown)),
        Shown = all.Sum(one => one.Shown),
        Seen = all.Sum(one => one.Seen),
        Read = all.Sum(one => one.Read),
        Acted = all.Sum(one => one.Acted),
        ReceivedWithinMinute = all.Sum(one => one.ReceivedWithinMinute),
        ReceivedWithinHour = all.Sum(one => one.ReceivedWithinHour),
        TimeToReceive = Histogram.Sum(all.Select(one => one.TimeToReceive)),
        TimeToRead = Histogram.Sum(all.Select(one => one.TimeToRead)),
    };

    /// <summary>Reads what is stored; what can't be read counts as 0.</summary>
    internal static Figures From(JsonElement json)
    {
        var members = new MemberReader(json);
        var kinds = members.Nested("received_by");
        return new Figures
        {
            Created = Number(json, "created"),
            Received = Number(json, "received"),
            ReceivedBy = new KindFigures(Number(kinds, "phone"), Number(kinds, "tablet"), Number(kinds, "desktop"), Number(kinds, "unknown")),
            Shown = Number(json, "shown"),
            Seen = Number(json, "seen"),
            Read = Number(json, "read"),
            Acted = Number(json, "acted"),
            ReceivedWithinMinute = Number(json, "received_within_minute"),
            ReceivedWithinHour = Number(json, "received_within_hour"),
            TimeToReceive = Histogram.Read(members.Nested("time_to_receive")),
            TimeToRead = Histogram.Read(members.Nested("time_to_read")),
        };

        static long Number(JsonElement? json, string name) => json is { } members ? Math.Clamp(new MemberReader(members).Number(name) ?? 0, 0, Most) : 0;
    }

    /// <summary>A count, within what can be added up.</summary>
    internal static long NumberOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) ? Math.Clamp(number, 0, Most) : 0;
}

/// <summary>A number for each kind of device.</summary>
/// <param name="Phone">Phones.</param>
/// <param name="Tablet">Tablets.</param>
/// <param name="Desktop">Desktop and laptop computers.</param>
/// <param name="Unknown">Devices that did not say.</param>
public sealed record KindFigures(
    [property: JsonPropertyName("phone")] long Phone = 0,
    [property: JsonPropertyName("tablet")] long Tablet = 0,
    [property: JsonPropertyName("desktop")] long Desktop = 0,
    [property: JsonPropertyName("unknown")] long Unknown = 0);
