namespace Fixia.Shared.Inboxes;

/// <summary>What marks everything that the user was shown, and nothing that has arrived since.</summary>
public sealed record ShownRequest
{
    /// <summary>When the newest notification was created that the user was shown; null for all that exists.</summary>
    public DateTimeOffset? Before { get; init; }
}
