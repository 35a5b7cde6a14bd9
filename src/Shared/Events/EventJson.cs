using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Events;

/// <summary>How events are written, in the same form as everything else that leaves the product.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(UtcMillisecondsConverter)],
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ConnectionConfirmed))]
[JsonSerializable(typeof(NotificationNew))]
[JsonSerializable(typeof(NotificationRead))]
[JsonSerializable(typeof(NotificationRemoved))]
[JsonSerializable(typeof(NotificationRestored))]
[JsonSerializable(typeof(NotificationSummary))]
[JsonSerializable(typeof(UnreadCount))]
[JsonSerializable(typeof(SyncResponse))]
[JsonSerializable(typeof(PreferencesChanged))]
[JsonSerializable(typeof(Pong))]
[JsonSerializable(typeof(EventError))]
internal sealed partial class EventJson : JsonSerializerContext;
