namespace Fixia.Shared.Events;

/// <summary>Asks for what was created or changed. Without members: the newest page.</summary>
public sealed record SyncRequestPayload
{
    /// <summary>Where the last sync ended: the cursor of its response. Preferred over <see cref="LastSyncTime"/>.</summary>
    public string? Cursor { get; init; }

    /// <summary>The time of the last sync, for clients that keep no cursor.</summary>
    public DateTimeOffset? LastSyncTime { get; init; }
}

/// <summary>Marks one or more notifications of the caller read.</summary>
public sealed record MarkReadPayload
{
    /// <summary>Most ids of one request.</summary>
    public const int MaxIds = 100;

    /// <summary>One notification.</summary>
    public string? NotificationId { get; init; }

    /// <summary>Several notifications.</summary>
    public IReadOnlyList<string>? NotificationIds { get; init; }

    /// <summary>The distinct ids of both members.</summary>
    /// <exception cref="InvalidRequestException">There is none, there are too many, or one is empty.</exception>
    public IReadOnlyList<string> ToIds() =>
        NotificationId is null && NotificationIds is null or []
            ? throw new InvalidRequestException("'notificationId' or 'notificationIds' is required.", "notificationId")
            : Check([.. NotificationIds ?? [], .. NotificationId is null ? (string[])[] : [NotificationId]], "notificationIds");

    /// <summary>The distinct ids of a list.</summary>
    /// <param name="ids">The list.</param>
    /// <param name="member">Its name, for the refusal.</param>
    /// <exception cref="InvalidRequestException">There is none, there are too many, or one is empty.</exception>
    internal static IReadOnlyList<string> Check(IEnumerable<string>? ids, string member)
    {
        var distinct = new HashSet<string>(ids ?? [], StringComparer.Ordinal);
        return distinct switch
        {
            { Count: 0 } => throw new InvalidRequestException($"'{member}' is required.", member),
            { Count: > MaxIds } => throw new InvalidRequestException($"'{member}' holds at most {MaxIds} ids.", member),
            _ when distinct.Any(string.IsNullOrEmpty) => throw new InvalidRequestException("A notification id is not empty.", member),
            _ => [.. distinct],
        };
    }
}
