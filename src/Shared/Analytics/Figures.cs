using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;
using Fixia.Shared.Journal;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Analytics;

/// <summary>What became of notifications of one type that were created within one time.</summary>
public record Figures
{
    /// <summary>How many there are.</summary>
    [JsonPropertyName("created")]
    public long Created { get; init; }

    /// <summary>How many Web PubSub took at least once, silent ones included. What a process that was killed had not written down is missing.</summary>
    [JsonPropertyName("pushed")]
    public long Pushed { get; init; }

    /// <summary>How many of those a rule of the preferences silenced, when they were pushed first. Single devices may have been told otherwise.</summary>
    [JsonPropertyName("suppressed")]
    public long Suppressed { get; init; }

    /// <summary>The same by the rule, in the words of <see cref="AttentionRule"/>; rules that silenced nothing are absent.</summary>
    [JsonPropertyName("suppressed_by")]
    public IReadOnlyDictionary<string, long> SuppressedBy { get; init; } = new Dictionary<string, long>();

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

    /// <summary>How many expired, and were not read before, by themselves or with all others.</summary>
    [JsonPropertyName("expired_unread")]
    public long ExpiredUnread { get; init; }

    /// <summary>Of how many a button was pressed.</summary>
    [JsonPropertyName("acted")]
    public long Acted { get; init; }

    /// <summary>How many were received within a minute.</summary>
    [JsonPropertyName("received_within_minute")]
    public long ReceivedWithinMinute { get; init; }

    /// <summary>How many were received within an hour.</summary>
    [JsonPropertyName("received_within_hour")]
    public long ReceivedWithinHour { get; init; }

    /// <summary>What became of those of which it was asked whether their user was connected: a sample.</summary>
    [JsonPropertyName("connected")]
    public ConnectedFigures Connected { get; init; } = new();

    /// <summary>From creation to the first push that Web PubSub took.</summary>
    [JsonPropertyName("time_to_push")]
    public Histogram TimeToPush { get; init; } = new();

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
        Pushed = all.Sum(one => one.Pushed),
        Suppressed = all.Sum(one => one.Suppressed),
        SuppressedBy = all.SelectMany(one => one.SuppressedBy).GroupBy(rule => rule.Key, StringComparer.Ordinal)
            .ToDictionary(rule => rule.Key, rule => rule.Sum(one => one.Value), StringComparer.Ordinal),
        Received = all.Sum(one => one.Received),
        ReceivedBy = new KindFigures(
            all.Sum(one => one.ReceivedBy.Phone), all.Sum(one => one.ReceivedBy.Tablet), all.Sum(one => one.ReceivedBy.Desktop), all.Sum(one => one.ReceivedBy.Unknown)),
        Shown = all.Sum(one => one.Shown),
        Seen = all.Sum(one => one.Seen),
        Read = all.Sum(one => one.Read),
        ExpiredUnread = all.Sum(one => one.ExpiredUnread),
        Acted = all.Sum(one => one.Acted),
        ReceivedWithinMinute = all.Sum(one => one.ReceivedWithinMinute),
        ReceivedWithinHour = all.Sum(one => one.ReceivedWithinHour),
        Connected = new ConnectedFigures(
            all.Sum(one => one.Connected.Asked),
            all.Sum(one => one.Connected.Connected),
            all.Sum(one => one.Connected.ReceivedWithinMinute),
            all.Sum(one => one.Connected.ReceivedWithinHour)),
        TimeToPush = Histogram.Sum(all.Select(one => one.TimeToPush)),
        TimeToReceive = Histogram.Sum(all.Select(one => one.TimeToReceive)),
        TimeToRead = Histogram.Sum(all.Select(one => one.TimeToRead)),
    };

    /// <summary>Reads what is stored; what can't be read counts as 0.</summary>
    internal static Figures From(JsonElement json)
    {
        var members = new MemberReader(json);
        var (kinds, connected) = (members.Nested("received_by"), members.Nested("connected"));
        return new Figures
        {
            Created = Number(json, "created"),
            Pushed = Number(json, "pushed"),
            Suppressed = Number(json, "suppressed"),
            SuppressedBy = members.Nested("suppressed_by") is { } rules
                ? AttentionText.Rules.Select(rule => KeyValuePair.Create(rule, Number(rules, rule))).Where(rule => rule.Value > 0).ToDictionary(StringComparer.Ordinal)
                : [],
            Received = Number(json, "received"),
            ReceivedBy = new KindFigures(Number(kinds, "phone"), Number(kinds, "tablet"), Number(kinds, "desktop"), Number(kinds, "unknown")),
            Shown = Number(json, "shown"),
            Seen = Number(json, "seen"),
            Read = Number(json, "read"),
            ExpiredUnread = Number(json, "expired_unread"),
            Acted = Number(json, "acted"),
            ReceivedWithinMinute = Number(json, "received_within_minute"),
            ReceivedWithinHour = Number(json, "received_within_hour"),
            Connected = new ConnectedFigures(
                Number(connected, "asked"), Number(connected, "connected"), Number(connected, "received_within_minute"), Number(connected, "received_within_hour")),
            TimeToPush = Histogram.Read(members.Nested("time_to_push")),
            TimeToReceive = Histogram.Read(members.Nested("time_to_receive")),
            TimeToRead = Histogram.Read(members.Nested("time_to_read")),
        };

        static long Number(JsonElement? json, string name) => json is { } members && new MemberReader(members).Member(name) is { } number ? Histogram.NumberOf(number) : 0;
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

/// <summary>What became of notifications whose user was asked for: the first few pushes of each second.</summary>
/// <param name="Asked">Of how many it is known whether their user had an open device just after the push.</param>
/// <param name="Connected">Whose user had one.</param>
/// <param name="ReceivedWithinMinute">How many of those were received within a minute of their creation.</param>
/// <param name="ReceivedWithinHour">How many of those were received within an hour of their creation.</param>
public sealed record ConnectedFigures(
    [property: JsonPropertyName("asked")] long Asked = 0,
    [property: JsonPropertyName("connected")] long Connected = 0,
    [property: JsonPropertyName("received_within_minute")] long ReceivedWithinMinute = 0,
    [property: JsonPropertyName("received_within_hour")] long ReceivedWithinHour = 0);
