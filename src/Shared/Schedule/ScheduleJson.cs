using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Schedule;

/// <summary>How queue messages are written.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(ScheduledMessage))]
[JsonSerializable(typeof(string))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
