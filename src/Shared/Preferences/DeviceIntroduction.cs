using System.Text.Json;
using Fixia.Shared.Data;

namespace Fixia.Shared.Preferences;

/// <summary>What a device says of itself when it negotiates. It says nothing about who the user is.</summary>
/// <param name="Id">The id that the client made and keeps.</param>
/// <param name="Name">What to call it; null when it does not say.</param>
/// <param name="Kind">What it is; null when it does not say, or a kind that nobody knows.</param>
public sealed record DeviceIntroduction(string Id, string? Name, DeviceKind? Kind)
{
    /// <summary>Reads the member <c>device</c> of a body.</summary>
    /// <returns>Null when the body has none.</returns>
    /// <exception cref="InvalidRequestException">There is a device, and its id or name breaks a rule.</exception>
    public static DeviceIntroduction? Read(JsonElement body)
    {
        if (new MemberReader(body).Nested("device") is not { } device)
        {
            return null;
        }

        var members = new MemberReader(device);
        var (id, name) = (members.LenientText("id"), members.LenientText("name"));
        if (!DeviceId.IsValid(id))
        {
            throw new InvalidRequestException($"'device.id' {DeviceId.Rule}", "device.id");
        }

        if (name is not (null or { Length: >= 1 and <= PreferenceLimits.DeviceName }))
        {
            throw new InvalidRequestException($"'device.name' must have 1 to {PreferenceLimits.DeviceName} characters.", "device.name");
        }

        return new DeviceIntroduction(id!, name, members.LenientText("kind") switch
        {
            "phone" => DeviceKind.Phone,
            "tablet" => DeviceKind.Tablet,
            "desktop" => DeviceKind.Desktop,
            _ => null,
        });
    }
}
