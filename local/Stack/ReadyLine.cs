using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fixia.Local.Stack;

/// <summary>What a started stack says of itself, for people and scripts. A part that it did not start is where it is expected.</summary>
/// <param name="Page">The URL of the demo page.</param>
/// <param name="Functions">The base URL of the HTTP functions.</param>
/// <param name="WebPubSub">The connection string of the Web PubSub endpoint.</param>
/// <param name="Cosmos">The connection string of the Cosmos DB endpoint.</param>
/// <param name="ProducerKey">The function key that producers send as <c>x-functions-key</c>.</param>
public sealed partial record ReadyLine(string Page, string Functions, string WebPubSub, string Cosmos, string ProducerKey)
{
    /// <summary>What belongs into <c>Values</c> of <c>local.settings.json</c>; only when the functions run elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    /// <summary>The connection string of Azurite; only when it was started.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Storage { get; init; }

    /// <summary>The event handler that the hub of a Web PubSub service needs; only when that service was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EventHandler { get; init; }

    /// <summary><c>Ready {json}</c> on one line.</summary>
    public override string ToString() => "Ready " + JsonSerializer.Serialize(this, ReadyJson.Readable.ReadyLine);

    [JsonSerializable(typeof(ReadyLine))]
    private sealed partial class ReadyJson : JsonSerializerContext
    {
        /// <summary>Keys with a plus sign stay as they are: people copy them.</summary>
        public static ReadyJson Readable { get; } =
            new(new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            });
    }
}
