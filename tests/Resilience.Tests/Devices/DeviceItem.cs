using System.Text.Json;

namespace Fixia.Resilience.Tests.Devices;

/// <summary>One notification as a device keeps it.</summary>
public sealed record DeviceItem(string Id, string CreatedAt, bool IsRead, string? Removed, int Restores = 0)
{
    /// <summary>Announcements are stored once for everybody; their ids tell.</summary>
    public bool IsAnnouncement => Id.StartsWith("announcement-", StringComparison.Ordinal);

    /// <summary>Reads a notification as it travels.</summary>
    public static DeviceItem Read(JsonElement notification) => new(
        notification.GetProperty("id").GetString()!,
        notification.GetProperty("created_at").GetString()!,
        notification.GetProperty("read").GetBoolean(),
        notification.TryGetProperty("removed", out var removed) ? removed.GetString() : null,
        notification.TryGetProperty("restores", out var restores) ? restores.GetInt32() : 0);

    public override string ToString() => $"{Id}{(IsRead ? " read" : "")}{(Restores > 0 ? $" restored {Restores}" : "")}";
}
