using Fixia.Shared.Notifications;
using Fixia.Shared.Users;

namespace Fixia.Shared.Preferences;

/// <summary>Decides about notifications of users, whose preferences it reads where they have a say.</summary>
public sealed class AttentionReader(PreferencesStore store, AttentionResolver resolver)
{
    /// <summary>What a user wants; null when that has no say, which costs nothing. Else one point read.</summary>
    public async Task<PreferenceSettings?> ReadAsync(UserState user, CancellationToken cancellationToken) =>
        user.HasPreferences ? await store.ReadAsync(user.UserId, cancellationToken) : null;

    /// <summary>What a notification that is pushed now may do.</summary>
    public ShownAttention Decide(Notification notification, PreferenceSettings? preferences, DateTimeOffset now) =>
        ShownAttention.Of(Resolve(notification, preferences, now));

    /// <summary>What <see cref="Decide"/> decides, with the rules that did it.</summary>
    public AttentionDecision Resolve(Notification notification, PreferenceSettings? preferences, DateTimeOffset at) =>
        resolver.Resolve(notification.Type, notification.Priority, preferences, at);

    /// <summary>
    /// What unread notifications may do that a device asked for, by id, without those that interrupt anywhere. What was silent
    /// when it came stays so, and nothing interrupts later what is not to be interrupted now.
    /// </summary>
    /// <returns>Null when there is none.</returns>
    public async Task<IReadOnlyDictionary<string, ShownAttention>?> DecideAsync(
        UserState user, IReadOnlyList<Notification> notifications, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!notifications.Any(IsUnread))
        {
            return null;
        }

        var preferences = await ReadAsync(user, cancellationToken);
        var shown = notifications.Where(IsUnread)
            .Select(notification => (notification.Id, Attention: ShownAttention.OfBoth(
                Resolve(notification, preferences, notification.CreatedAt),
                Resolve(notification, preferences, now))))
            .Where(shown => !shown.Attention.IsPlain)
            .ToDictionary(shown => shown.Id, shown => shown.Attention, StringComparer.Ordinal);
        return shown.Count == 0 ? null : shown;

        static bool IsUnread(Notification notification) => notification is { Read: false, Removed: null };
    }
}
