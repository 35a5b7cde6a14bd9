using System.Text.Json.Serialization;

namespace Fixia.Shared.Producers;

/// <summary>One form for one request, of which an idempotency key remembers the hash.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(NotificationRequest))]
[JsonSerializable(typeof(AnnouncementRequest))]
internal sealed partial class ProducerJson : JsonSerializerContext;
