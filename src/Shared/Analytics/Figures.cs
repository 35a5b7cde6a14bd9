using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Analytics;

/// <summary>What became of notifications of one type that were created within one time.</summary>
public record Figures
{
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
        ReceivedWithinMinute = all.Sum(one => one.ReceivedWithinMinute),
        ReceivedWithinHour = all.Sum(one => one.ReceivedWithinHour),
        TimeToReceive = Histogram.Sum(all.Select(one => one.TimeToReceive)),
        TimeToRead = Histogram.Sum(all.Select(one => one.TimeToRead)),
    };

    /// <summary>Reads what is stored; what can't be read counts as 0.</summary>
    internal static Figures From(JsonElement json)
    {
        var (members, kinds) = (new MemberReader(json), new MemberReader(Member("received_by")));
        return new Figures
        {
            Created = members.Number("created") ?? 0,
            Received = members.Number("received") ?? 0,
            ReceivedBy = new KindFigures(kinds.Number("phone") ?? 0, kinds.Number("tablet") ?? 0, kinds.Number("desktop") ?? 0, kinds.Number("unknown") ?? 0),
            Shown = members.Number("shown") ?? 0,
            Seen = members.Number("seen") ?? 0,
            Read = members.Number("read") ?? 0,
            ReceivedWithinMinute = members.Number("received_within_minute") ?? 0,
            ReceivedWithinHour = members.Number("received_within_hour") ?? 0,
            TimeToReceive = Histogram.Read(Member("time_to_receive")),
            TimeToRead = Histogram.Read(Member("time_to_read")),
        };

        JsonElement Member(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;
    }
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
