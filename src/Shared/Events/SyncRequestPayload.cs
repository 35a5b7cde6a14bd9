namespace Fixia.Shared.Events;

/// <summary>Asks for what was created or changed. Without members: the newest page.</summary>
public sealed record SyncRequestPayload
{
    /// <summary>Where the last sync ended: the cursor of its response. Preferred over <see cref="LastSyncTime"/>.</summary>
    public string? Cursor { get; init; }

    /// <summary>The time of the last sync, for clients that keep no cursor.</summary>
    public DateTimeOffset? LastSyncTime { get; init; }
}
