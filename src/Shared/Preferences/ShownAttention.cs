using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>A decision as devices are told it, without its reasons.</summary>
/// <param name="Attention">On every device that is no exception.</param>
/// <param name="AttentionByDevice">The exceptions, by device id; null when there is none.</param>
public readonly record struct ShownAttention(
    [property: JsonPropertyName("attention")] Attention Attention,
    [property: JsonPropertyName("attentionByDevice")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, Attention>? AttentionByDevice)
{
    /// <summary>Whether it interrupts everywhere, so that it need not be told.</summary>
    [JsonIgnore]
    public bool IsPlain => Attention == Attention.Interrupt && AttentionByDevice is null;

    /// <summary>What a decision says.</summary>
    public static ShownAttention Of(AttentionDecision decision) => new(
        decision.User.Attention,
        decision.Exceptions.Count == 0 ? null : decision.Exceptions.ToDictionary(device => device.Key, device => device.Value.Attention, StringComparer.Ordinal));

    /// <summary>What two decisions say together: a device is interrupted where both do it.</summary>
    public static ShownAttention OfBoth(AttentionDecision one, AttentionDecision other)
    {
        var user = Both(one.User.Attention, other.User.Attention);
        var exceptions = one.Exceptions.Keys.Union(other.Exceptions.Keys, StringComparer.Ordinal)
            .Select(id => (Id: id, Attention: Both(On(one, id), On(other, id))))
            .Where(device => device.Attention != user)
            .ToDictionary(device => device.Id, device => device.Attention, StringComparer.Ordinal);
        return new ShownAttention(user, exceptions.Count == 0 ? null : exceptions);

        static Attention On(AttentionDecision decision, string id) => decision.Exceptions.TryGetValue(id, out var ruling) ? ruling.Attention : decision.User.Attention;

        static Attention Both(Attention first, Attention second) =>
            first == Attention.Interrupt && second == Attention.Interrupt ? Attention.Interrupt : Attention.Silent;
    }
}
