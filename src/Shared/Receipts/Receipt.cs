using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;
using Fixia.Shared.Preferences;

namespace Fixia.Shared.Receipts;

/// <summary>What one device of a user received at one moment, as stored in the container <c>receipts</c>.</summary>
public sealed record Receipt
{
    /// <summary>Derived from the device, what it received and what interrupted, so that a receipt that comes twice is stored once.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The user, and the partition key.</summary>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <summary>When it reached the server.</summary>
    [JsonPropertyName("received_at")]
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The notifications.</summary>
    [JsonPropertyName("ids")]
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>Those of them that interrupted.</summary>
    [JsonPropertyName("shown")]
    public IReadOnlyList<string> Shown { get; init; } = [];

    /// <summary>The device, as it calls itself.</summary>
    [JsonPropertyName("device_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeviceId { get; init; }

    /// <summary>What the device is.</summary>
    [JsonPropertyName("device_kind")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeviceKind? DeviceKind { get; init; }

    /// <summary>Reads what is stored; null when it is no receipt.</summary>
    public static Receipt? Read(JsonElement json)
    {
        var members = new MemberReader(json);
        var receipt = new Receipt
        {
            Id = members.RequiredText("id"),
            UserId = members.RequiredText("user_id"),
            ReceivedAt = members.RequiredTime("received_at"),
            Ids = Texts(json, "ids"),
            Shown = Texts(json, "shown"),
            DeviceId = members.LenientText("device_id"),
            DeviceKind = DeviceKindText.Find(members.LenientText("device_kind")),
        };
        return members.Flaw is null ? receipt : null;
    }

    private static List<string> Texts(JsonElement json, string name) =>
        new MemberReader(json).List(name) is { } list
            ? [.. list.EnumerateArray().Select(item => MemberReader.TextOf(item)).OfType<string>()]
            : [];
}
