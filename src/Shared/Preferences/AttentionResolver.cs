using System.Collections.Frozen;
using Fixia.Shared.Notifications;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Preferences;

/// <summary>
/// Decides whether a notification interrupts. It looks at nothing but what it is given; <c>attention.ts</c> decides by the
/// same rules, and tests/vectors holds both to them.
/// </summary>
public sealed class AttentionResolver(IOptions<PreferenceOptions> options)
{
    private static readonly FrozenDictionary<string, Ruling> NoExceptions = FrozenDictionary<string, Ruling>.Empty;

    private readonly FrozenSet<string> required = options.Value.RequiredTypes.ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, Attention> defaults = options.Value.Defaults
        .ToFrozenDictionary(
            type => type.Key,
            type => AttentionText.Find(type.Value) ?? throw new InvalidOperationException($"{PreferenceOptions.Section}__Defaults__{type.Key} must be {AttentionText.Rule}"),
            StringComparer.Ordinal);

    /// <summary>Decides for all devices of a user.</summary>
    /// <param name="type">The notification's type.</param>
    /// <param name="priority">One of <see cref="NotificationPriority"/>; anything else is normal.</param>
    /// <param name="preferences">What the user wants; null for a user who never said, which costs two look-ups.</param>
    /// <param name="at">When the notification is pushed.</param>
    public AttentionDecision Resolve(string type, string? priority, PreferenceSettings? preferences, DateTimeOffset at)
    {
        var user = RuleForUser(type, priority, preferences, at);
        if (preferences?.Devices is not { Count: > 0 } devices)
        {
            return new AttentionDecision(user, NoExceptions);
        }

        Dictionary<string, Ruling>? exceptions = null;
        foreach (var (id, device) in devices)
        {
            if (RuleForDevice(type, device, user, at) is var ruling && ruling.Attention != user.Attention)
            {
                (exceptions ??= new(StringComparer.Ordinal))[id] = ruling;
            }
        }

        return new AttentionDecision(user, exceptions ?? (IReadOnlyDictionary<string, Ruling>)NoExceptions);
    }

    /// <summary>Decides for one device of a user: as <see cref="Resolve"/> does, with the rule also where it is no exception.</summary>
    /// <param name="type">The notification's type.</param>
    /// <param name="priority">One of <see cref="NotificationPriority"/>; anything else is normal.</param>
    /// <param name="preferences">What the user wants; null for a user who never said.</param>
    /// <param name="deviceId">The device; null for one that has no id.</param>
    /// <param name="at">When the notification is pushed.</param>
    public Ruling ResolveFor(string type, string? priority, PreferenceSettings? preferences, string? deviceId, DateTimeOffset at)
    {
        var user = RuleForUser(type, priority, preferences, at);
        return deviceId is not null && preferences?.Devices?.GetValueOrDefault(deviceId) is { } device ? RuleForDevice(type, device, user, at) : user;
    }

    private Ruling RuleForUser(string type, string? priority, PreferenceSettings? preferences, DateTimeOffset at) =>
        required.Contains(type) ? new(Attention.Interrupt, AttentionRule.RequiredType)
        : priority == NotificationPriority.Critical ? new(Attention.Interrupt, AttentionRule.Critical)
        : at < preferences?.MutedUntil ? new(Attention.Silent, AttentionRule.Mute)
        : Find(preferences?.Types, type) is { } rule ? new(rule, AttentionRule.Type)
        : preferences is not null && QuietHours.Of(preferences)?.IsQuiet(at) is true ? new(Attention.Silent, AttentionRule.QuietHours)
        : new(Find(defaults, type) ?? Attention.Interrupt, AttentionRule.Default);

    /// <summary>What a device says to what was decided for its user, which it may only overrule where its own rules are the stronger ones.</summary>
    private static Ruling RuleForDevice(string type, DevicePreferences device, Ruling user, DateTimeOffset at)
    {
        var rule = Find(device.Types, type);
        return user.Rule switch
        {
            AttentionRule.RequiredType or AttentionRule.Mute => user,

            // All that a device can do against it is to want nothing at all, not even this type.
            AttentionRule.Critical when device.Level != DeviceLevel.None => user,
            AttentionRule.Critical when rule == Attention.Interrupt => new(Attention.Interrupt, AttentionRule.DeviceType),
            AttentionRule.Critical => new(Attention.Silent, AttentionRule.DeviceLevel),
            _ when at < device.MutedUntil => new(Attention.Silent, AttentionRule.DeviceMute),
            _ when rule is { } attention => new(attention, AttentionRule.DeviceType),
            _ when device.Level is DeviceLevel.Critical or DeviceLevel.None => new(Attention.Silent, AttentionRule.DeviceLevel),
            _ => user,
        };
    }

    private static Attention? Find(IReadOnlyDictionary<string, Attention>? rules, string type) =>
        rules is not null && rules.TryGetValue(type, out var attention) ? attention : null;
}
