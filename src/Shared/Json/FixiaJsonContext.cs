using System.Text.Json.Serialization;
using Fixia.Shared.Announcements;
using Fixia.Shared.Events;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Fixia.Shared.Users;

namespace Fixia.Shared.Json;

/// <summary>The one serialisation contract of the product: stored documents, events, requests and answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(UtcMillisecondsConverter)],
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(NotificationDocument))]
[JsonSerializable(typeof(NotificationDocument[]))]
[JsonSerializable(typeof(UserState))]
[JsonSerializable(typeof(NotificationRequest))]
[JsonSerializable(typeof(CreatedNotifications))]
[JsonSerializable(typeof(FeedPage))]
[JsonSerializable(typeof(UnreadCount))]
[JsonSerializable(typeof(ClientAccess))]
[JsonSerializable(typeof(ConnectionConfirmed))]
[JsonSerializable(typeof(NotificationNew))]
[JsonSerializable(typeof(NotificationRead))]
[JsonSerializable(typeof(NotificationRemoved))]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(Announcement[]))]
[JsonSerializable(typeof(AnnouncementRequest))]
[JsonSerializable(typeof(CreatedAnnouncement))]
[JsonSerializable(typeof(IdempotencyRecord))]
[JsonSerializable(typeof(Presence))]
[JsonSerializable(typeof(SyncResponse))]
[JsonSerializable(typeof(Pong))]
[JsonSerializable(typeof(EventError))]
[JsonSerializable(typeof(SyncRequestPayload))]
[JsonSerializable(typeof(MarkReadPayload))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(DateTimeOffset[]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(long[]))]
public sealed partial class FixiaJsonContext : JsonSerializerContext;
