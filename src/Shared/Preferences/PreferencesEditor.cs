using System.Text.Json;
using Fixia.Shared.Users;

namespace Fixia.Shared.Preferences;

/// <summary>Changes what a user wants.</summary>
public sealed class PreferencesEditor(PreferencesStore store, UserStateStore users, TimeProvider time)
{
    /// <summary>How long a device counts as seen without a write.</summary>
    private static readonly TimeSpan SightLifetime = TimeSpan.FromDays(1);

    /// <summary>Applies a JSON Merge Patch (RFC 7396).</summary>
    /// <param name="userId">The user.</param>
    /// <param name="patch">What was sent.</param>
    /// <param name="version">The <see cref="UserPreferences.Version"/> that the caller made it for; null for whichever there is.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    /// <returns>The preferences as they are now, and whether that is what was asked for: false when the version is another one.</returns>
    /// <exception cref="InvalidPreferencesException">The outcome breaks a rule.</exception>
    public async Task<(UserPreferences Preferences, bool IsChanged)> PatchAsync(
        string userId, JsonElement patch, string? version, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = await store.ReadAsync(userId, cancellationToken);
            if (version is not null && version != current.Version)
            {
                return (current, false);
            }

            var settings = current.Patch(patch, out var flaws) ?? throw new InvalidPreferencesException(flaws);
            if (await TryWriteAsync(current, settings, cancellationToken) is { } written)
            {
                return (written, true);
            }
        }
    }

    /// <summary>Forgets a device and what was said of it. Nothing happens when there is none of that id.</summary>
    public async Task RemoveDeviceAsync(string userId, string deviceId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = await store.ReadAsync(userId, cancellationToken);
            if (current.Devices?.ContainsKey(deviceId) is not true)
            {
                return;
            }

            var devices = current.Devices.Where(device => device.Key != deviceId).ToDictionary(StringComparer.Ordinal);
            if (await TryWriteAsync(current, current with { Devices = devices }, cancellationToken) is not null)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Notes that a device connected, with at most one write a day. A new one takes the place of the one that was not seen for
    /// longest when there are too many. What the user calls a device stays.
    /// </summary>
    public async Task NoteDeviceAsync(string userId, DeviceIntroduction device, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (current, now) = (await store.ReadAsync(userId, cancellationToken), time.GetUtcNow());
            var known = current.Devices?.GetValueOrDefault(device.Id);
            if (known is not null && now - known.LastSeenAt < SightLifetime && (device.Kind ?? known.Kind) == known.Kind && (known.Name ?? device.Name) == known.Name)
            {
                return;
            }

            var devices = (current.Devices ?? new Dictionary<string, DevicePreferences>())
                .Where(other => other.Key != device.Id)
                .OrderByDescending(other => other.Value.LastSeenAt ?? DateTimeOffset.MinValue)
                .Take(PreferenceLimits.Devices - 1)
                .ToDictionary(StringComparer.Ordinal);
            known ??= new DevicePreferences();
            devices[device.Id] = known with { Name = known.Name ?? device.Name, Kind = device.Kind ?? known.Kind, LastSeenAt = now };
            if (await TryWriteAsync(current, current with { Devices = devices }, cancellationToken) is not null)
            {
                return;
            }
        }
    }

    private async Task<UserPreferences?> TryWriteAsync(UserPreferences current, PreferenceSettings settings, CancellationToken cancellationToken)
    {
        if (settings.HasSay)
        {
            // First, so that the next push already looks at what is written then.
            await users.NotePreferencesAsync(current.UserId, cancellationToken);
        }

        var next = new UserPreferences(current.UserId, settings);
        return await store.TryWriteAsync(next, current.ETag, cancellationToken) is { } version ? next with { ETag = version } : null;
    }
}
