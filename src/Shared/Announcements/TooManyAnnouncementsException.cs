namespace Fixia.Shared.Announcements;

/// <summary>As many announcements as may be alive at a time are. The request is right, and may be repeated later; HTTP answers 409.</summary>
public sealed class TooManyAnnouncementsException(int most)
    : Exception($"At most {most} announcements may be alive at a time; wait until one expires, or let the next ones expire sooner.");
