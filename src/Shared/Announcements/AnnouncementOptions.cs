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

    /// <summary>How long an instance uses what it read of them before it reads them again; 3 s unless set. What is in use may be twice as old.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a new one is held back before it is broadcast; 250 ms unless set. A sync and a mark-all-read use nothing
    /// that was read longer ago than that, so after the broadcast they are sure to know it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10", ConvertValueInInvariantCulture = true)]
    public TimeSpan Hold { get; set; } = TimeSpan.FromMilliseconds(250);
}
