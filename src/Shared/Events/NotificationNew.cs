using Fixia.Shared.Notifications;

namespace Fixia.Shared.Events;

/// <summary>A notification was created, or changed in a way other than being read. Clients upsert it by id.</summary>
/// <param name="Notification">The notification as it is now.</param>
/// <param name="ReceivedAt">When the server saw the change.</param>
public sealed record NotificationNew(Notification Notification, DateTimeOffset ReceivedAt) : ServerEvent(EventNames.NotificationNew);
