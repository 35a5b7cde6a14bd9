using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fixia.Local.Stack;

/// <summary>What a started stack says of itself, for people and scripts.</summary>
/// <param name="Page">The URL of the demo page.</param>
/// <param name="Functions">The base URL of the HTTP functions.</param>
/// <param name="WebPubSub">The connection string of the Web PubSub endpoint.</param>
/// <param name="Cosmos">The connection string of the Cosmos DB endpoint.</param>
/// <param name="ProducerKey">The function key that producers send as <c>x-functions-key</c>.</param>
public sealed partial record ReadyLine(string Page, string Functions, string WebPubSub, string Cosmos, string ProducerKey)
{
    /// <summary><c>Ready {json}</c> on one line.</summary>
    public override string ToString() => "Ready " + JsonSerializer.Serialize(this, ReadyJson.Default.ReadyLine);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(ReadyLine))]
    private sealed partial class ReadyJson : JsonSerializerContext;
}
