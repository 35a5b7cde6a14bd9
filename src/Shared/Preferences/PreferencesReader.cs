using System.Text.Json;
using Fixia.Shared.Notifications;
using NodaTime;

namespace Fixia.Shared.Preferences;

/// <summary>
/// Reads preferences member by member, under one set of rules for what is stored and what is sent. Whatever breaks a rule
/// is unset in the outcome, and a flaw; null means the same as absent.
/// </summary>
/// <param name="isStrict">Whether a member that nobody knows is a flaw as well.</param>
internal sealed class PreferencesReader(bool isStrict) : FlawReader(isStrict)
{
    /// <summary>Reads the whole.</summary>
    public PreferenceSettings Read(JsonElement json)
    {
        if (Members(json, "", "time_zone", "quiet_hours", "types", "devices", "muted_until") is not { } members)
        {
            return new PreferenceSettings();
        }

        var settings = new PreferenceSettings
        {
            TimeZone = Zone(members.GetValueOrDefault("time_zone")),
            QuietHours = Windows(members.GetValueOrDefault("quiet_hours")),
            Types = Types(members.GetValueOrDefault("types"), "types"),
            Devices = Devices(members.GetValueOrDefault("devices")),
            MutedUntil = Time(members.GetValueOrDefault("muted_until"), "muted_until"),
        };
        if (settings is { QuietHours.Count: > 0, TimeZone: null } && !members.ContainsKey("time_zone"))
        {
            Refuse("time_zone", "is missing, so that nobody knows when the quiet hours are.");
        }

        return settings;
    }

    private string? Zone(JsonElement json)
    {
        const string Member = "time_zone";
        return Text(json, Member) is not { } id ? null : TimeZones.Find(id) is not null ? id : Refuse<string?>(Member, "must be an IANA time zone such as Europe/Madrid.");
    }

    private List<QuietWindow>? Windows(JsonElement json)
    {
        const string Member = "quiet_hours";
        if (Items(json, Member) is not { } items)
        {
            return null;
        }

        return [.. Bounded(items, Member, PreferenceLimits.Windows, "windows")
            .Select((item, i) => Window(item, $"{Member}[{i}]")).OfType<QuietWindow>()];
    }

    /// <summary>A window makes sense as a whole only, so one that lacks anything is none.</summary>
    private QuietWindow? Window(JsonElement json, string path)
    {
        if (Members(json, path, "days", "from", "to") is not { } members)
        {
            return null;
        }

        var (days, from, to) = (Days(Required("days"), $"{path}.days"), WallTime(Required("from"), $"{path}.from"), WallTime(Required("to"), $"{path}.to"));
        return days is not null && from is { } start && to is { } end ? new QuietWindow { Days = days, From = start, To = end } : null;

        JsonElement Required(string name) =>
            members.TryGetValue(name, out var member) ? member : Refuse<JsonElement>($"{path}.{name}", "is missing.");
    }

    private List<Weekday>? Days(JsonElement json, string path)
    {
        if (Items(json, path) is not { } items)
        {
            return null;
        }

        return [.. Bounded(items, path, 7, "days")
            .Select((item, i) => Word(item, $"{path}[{i}]", Day, "must be one of 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'."))
            .OfType<Weekday>().Distinct()];
    }

    private LocalTime? WallTime(JsonElement json, string path) =>
        Word<LocalTime>(json, path, text => WallTimeConverter.TryRead(text, out var time) ? time : null, "must be a time from 00:00 to 23:59.");

    private Dictionary<string, Attention>? Types(JsonElement json, string path)
    {
        if (Members(json, path) is not { } members)
        {
            return null;
        }

        var types = new Dictionary<string, Attention>(StringComparer.Ordinal);
        foreach (var (type, value) in Bounded(members, path, PreferenceLimits.Types, "types"))
        {
            if (type.Length is 0 or > ContentLimits.Type)
            {
                Refuse(path, $"must name types of 1 to {ContentLimits.Type} characters.");
            }
            else if (Word(value, $"{path}.{type}", AttentionText.Find, $"must be {AttentionText.Rule}") is { } attention)
            {
                types[type] = attention;
            }
        }

        return types;
    }

    private Dictionary<string, DevicePreferences>? Devices(JsonElement json)
    {
        const string Member = "devices";
        if (Members(json, Member) is not { } members)
        {
            return null;
        }

        var devices = new Dictionary<string, DevicePreferences>(StringComparer.Ordinal);
        foreach (var (id, value) in Bounded(members, Member, PreferenceLimits.Devices, "devices"))
        {
            if (!DeviceId.IsValid(id))
            {
                Refuse(Member, $"names a device by an id that {DeviceId.Rule}");
            }
            else if (Device(value, $"{Member}.{id}") is { } device)
            {
                devices[id] = device;
            }
        }

        return devices;
    }

    private DevicePreferences? Device(JsonElement json, string path) =>
        Members(json, path, "name", "kind", "level", "types", "muted_until", "last_seen_at") is not { } members ? null : new DevicePreferences
        {
            Name = Text(members.GetValueOrDefault("name"), $"{path}.name") is not { } name ? null
                : name.Length is >= 1 and <= PreferenceLimits.DeviceName ? name
                : Refuse<string?>($"{path}.name", $"needs 1 to {PreferenceLimits.DeviceName} characters."),
            Kind = Word(members.GetValueOrDefault("kind"), $"{path}.kind", DeviceKindText.Find, "must be 'phone', 'tablet' or 'desktop'."),
            Level = Word(members.GetValueOrDefault("level"), $"{path}.level", Level, "must be 'all', 'critical' or 'none'."),
            Types = Types(members.GetValueOrDefault("types"), $"{path}.types"),
            MutedUntil = Time(members.GetValueOrDefault("muted_until"), $"{path}.muted_until"),
            LastSeenAt = Time(members.GetValueOrDefault("last_seen_at"), $"{path}.last_seen_at"),
        };

    private static Weekday? Day(string text) => text switch
    {
        "mon" => Weekday.Monday,
        "tue" => Weekday.Tuesday,
        "wed" => Weekday.Wednesday,
        "thu" => Weekday.Thursday,
        "fri" => Weekday.Friday,
        "sat" => Weekday.Saturday,
        "sun" => Weekday.Sunday,
        _ => null,
    };

    private static DeviceLevel? Level(string text) => text switch
    {
        "all" => DeviceLevel.All,
        "critical" => DeviceLevel.Critical,
        "none" => DeviceLevel.None,
        _ => null,
    };
}
