using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Analytics;
using Fixia.Shared.Announcements;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Journal;
using Fixia.Shared.Notifications;
using Fixia.Shared.Operations;
using Fixia.Shared.Preferences;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Fixia.Shared.Receipts;
using Fixia.Shared.Schedule;
using Fixia.Shared.Users;

namespace Fixia.Shared.Json;

/// <summary>
/// The serialisation contract of the product's edges: requests, answers, and documents as they are stored. It knows every
/// subject, so no subject may know it; events bring their own, <c>Events.EventJson</c>.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(UtcMillisecondsConverter)],
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(NotificationDocument))]
[JsonSerializable(typeof(UserState))]
[JsonSerializable(typeof(UserPreferences))]
[JsonSerializable(typeof(PreferenceSettings))]
[JsonSerializable(typeof(QuietSummary))]
[JsonSerializable(typeof(ScheduledNotification))]
[JsonSerializable(typeof(SnoozeEnd))]
[JsonSerializable(typeof(ActionCall))]
[JsonSerializable(typeof(NotificationOutcome))]
[JsonSerializable(typeof(NotificationKey))]
[JsonSerializable(typeof(KeyCancellation))]
[JsonSerializable(typeof(NotificationRequest))]
[JsonSerializable(typeof(CreatedNotifications))]
[JsonSerializable(typeof(NotificationUpdate))]
[JsonSerializable(typeof(CancelledKey))]
[JsonSerializable(typeof(UpdatedKey))]
[JsonSerializable(typeof(Batch))]
[JsonSerializable(typeof(Chunk))]
[JsonSerializable(typeof(ChunkResult))]
[JsonSerializable(typeof(BatchStatus))]
[JsonSerializable(typeof(DeadLetter))]
[JsonSerializable(typeof(BatchPage))]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(ScheduledPage))]
[JsonSerializable(typeof(FeedPage))]
[JsonSerializable(typeof(ShownRequest))]
[JsonSerializable(typeof(MarksRequest))]
[JsonSerializable(typeof(ArchivedRead))]
[JsonSerializable(typeof(UnreadCount))]
[JsonSerializable(typeof(ClientAccess))]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(AnnouncementRequest))]
[JsonSerializable(typeof(CreatedAnnouncement))]
[JsonSerializable(typeof(IdempotencyRecord))]
[JsonSerializable(typeof(Presence))]
[JsonSerializable(typeof(SyncRequestPayload))]
[JsonSerializable(typeof(MarkReadPayload))]
[JsonSerializable(typeof(ReceivedPayload))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(AnalyticsHour))]
[JsonSerializable(typeof(AnalyticsReport))]
[JsonSerializable(typeof(PushPage))]
[JsonSerializable(typeof(Beat))]
[JsonSerializable(typeof(LiveReport))]
[JsonSerializable(typeof(Timeline))]
[JsonSerializable(typeof(PreferencesAnswer))]
[JsonSerializable(typeof(IReadOnlyList<PreferenceFlaw>))]
[JsonSerializable(typeof(JsonDocument))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
public sealed partial class FixiaJsonContext : JsonSerializerContext;
