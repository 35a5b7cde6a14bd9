using System.ComponentModel.DataAnnotations;

namespace Fixia.Shared.Announcements;

/// <summary>The app settings <c>Announcements__*</c>.</summary>
public sealed class AnnouncementOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Announcements";

    /// <summary>
    /// How many announcements may be alive at a time; 100 unless set. Every user reads all of them with every feed, count
    /// and sync.
    /// </summary>
    [Range(1, 1000)]
    public int MaxActive { get; set; } = 100;
}
