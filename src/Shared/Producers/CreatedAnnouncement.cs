using Fixia.Shared.Announcements;

namespace Fixia.Shared.Producers;

/// <summary>The answer to a producer who addressed everybody.</summary>
/// <param name="Announcement">The announcement as stored.</param>
public sealed record CreatedAnnouncement(Announcement Announcement);
