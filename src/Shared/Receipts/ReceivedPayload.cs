using Fixia.Shared.Preferences;

namespace Fixia.Shared.Receipts;

/// <summary>What a device tells of what it received: the payload of the user event <c>received</c>, and the body of <c>POST notifications/received</c>.</summary>
public sealed record ReceivedPayload
{
    /// <summary>Most ids of one receipt.</summary>
    public const int MaxIds = 100;

    /// <summary>Longest id that is kept, in characters; no notification has a longer one.</summary>
    private const int LongestId = 255;

    /// <summary>The notifications that are new to the device.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Those of them that interrupted.</summary>
    public IReadOnlyList<string>? Shown { get; init; }

    /// <summary>The device; null for one that keeps no id. It is not proof of anything.</summary>
    public string? DeviceId { get; init; }

    /// <summary>What the device is.</summary>
    public DeviceKind? DeviceKind { get; init; }

    /// <summary>The same with each id once.</summary>
    /// <exception cref="InvalidRequestException">There are no ids or too many, one can't be, or the device id can't be one.</exception>
    public ReceivedPayload Check()
    {
        if (DeviceId is not null && !Preferences.DeviceId.IsValid(DeviceId))
        {
            throw new InvalidRequestException($"'deviceId' {Preferences.DeviceId.Rule}", "deviceId");
        }

        if (Ids is null or [])
        {
            throw new InvalidRequestException("'ids' is required.", "ids");
        }

        var (ids, shown) = (Distinct(Ids, "ids"), Distinct(Shown ?? [], "shown"));
        return this with { Ids = ids, Shown = [.. shown.Intersect(ids, StringComparer.Ordinal)] };
    }

    private static List<string> Distinct(IReadOnlyList<string> ids, string member) =>
        ids.Count > MaxIds ? throw new InvalidRequestException($"'{member}' holds at most {MaxIds} ids.", member)
        : ids.Any(id => id is not { Length: >= 1 and <= LongestId }) ? throw new InvalidRequestException($"'{member}' holds ids of 1 to {LongestId} characters.", member)
        : [.. ids.Distinct(StringComparer.Ordinal)];
}
