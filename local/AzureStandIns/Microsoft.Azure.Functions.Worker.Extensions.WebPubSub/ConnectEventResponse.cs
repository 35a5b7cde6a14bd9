using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Lets a client connect, with a user, groups, roles and connection states.</summary>
public class ConnectEventResponse : WebPubSubEventResponse
{
    private Dictionary<string, BinaryData>? _states = [];

    public ConnectEventResponse()
    {
    }

    public ConnectEventResponse(string userId, IEnumerable<string> groups, string subprotocol, IEnumerable<string> roles)
    {
        UserId = userId;
        Groups = groups?.ToArray()!;
        Subprotocol = subprotocol;
        Roles = roles?.ToArray()!;
    }

    [JsonPropertyName("states")]
    [JsonConverter(typeof(ConnectionStatesJsonConverter))]
    public IReadOnlyDictionary<string, BinaryData> ConnectionStates => _states!;

    [JsonPropertyName("userId")]
    public string UserId { get; set; } = null!;

    [JsonPropertyName("groups")]
    public string[] Groups { get; set; } = null!;

    [JsonPropertyName("subprotocol")]
    public string Subprotocol { get; set; } = null!;

    [JsonPropertyName("roles")]
    public string[] Roles { get; set; } = null!;

    public void ClearStates() => _states = null;

    public void SetState(string key, BinaryData value) => (_states ??= [])[key] = value;

    public void SetState(string key, object value) => SetState(key, BinaryData.FromObjectAsJson(value));
}
