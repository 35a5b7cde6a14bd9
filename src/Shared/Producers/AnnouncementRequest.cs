namespace Fixia.Shared.Producers;

/// <summary>What a producer posts to reach everybody.</summary>
public sealed record AnnouncementRequest : NotificationContent
{
    /// <summary>How long an announcement lives when the request names no <c>expires_at</c>.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(30);

    /// <summary>The longest that an announcement may live: every user reads all that are alive.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(90);
}
