using System.Text.Json;

namespace Fixia.Resilience.Tests.Devices;

/// <summary>One notification as a device keeps it.</summary>
public sealed record DeviceItem(string Id, string CreatedAt, bool IsRead, string? Removed)
{
    /// <summary>Announcements are stored once for everybody; their ids tell.</summary>
    public bool IsAnnouncement => Id.StartsWith("announcement-", StringComparison.Ordinal);

    /// <summary>Reads a notification as it travels.</summary>
    public static DeviceItem Read(JsonElement notification) => new(
        notification.GetProperty("id").GetString()!,
        notification.GetProperty("created_at").GetString()!,
        notification.GetProperty("read").GetBoolean(),
        notification.TryGetProperty("removed", out var removed) ? removed.GetString() : null);

    public override string ToString() => $"{Id}{(IsRead ? " read" : "")}";
}
