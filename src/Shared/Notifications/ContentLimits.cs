namespace Fixia.Shared.Notifications;

/// <summary>How long the texts of a notification are at most, in characters. Longer ones of documents that were written directly are cut.</summary>
public static class ContentLimits
{
    /// <summary>A type.</summary>
    public const int Type = 50;

    /// <summary>A title.</summary>
    public const int Title = 200;

    /// <summary>A message.</summary>
    public const int Message = 4000;

    /// <summary>The key of a group.</summary>
    public const int GroupKey = 200;

    /// <summary>A link.</summary>
    public const int ActionUrl = 2000;
}
