using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Fixia.Local.Cosmos.Patch;

[JsonSerializable(typeof(JsonNode))]
internal sealed partial class PatchJson : JsonSerializerContext;
