using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Preferences;

/// <summary>The form of the settings that a patch is applied to.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(PreferenceSettings))]
internal sealed partial class PreferencesJson : JsonSerializerContext;
