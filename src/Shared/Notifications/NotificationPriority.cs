namespace Fixia.Shared.Notifications;

/// <summary>The values of <c>priority</c>.</summary>
public static class NotificationPriority
{
    /// <summary>The default.</summary>
    public const string Normal = "normal";

    /// <summary>For what a user must not miss, such as a failed payment.</summary>
    public const string Critical = "critical";
}
