using System.ComponentModel.DataAnnotations;

namespace Fixia.Shared.Journal;

/// <summary>The app settings <c>Analytics__*</c>.</summary>
public sealed class AnalyticsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Analytics";

    /// <summary>
    /// Of how many pushes a second, at most, each instance asks whether their user is connected; 5 unless set, and 0 asks never. It is a
    /// request to Web PubSub each, beside the push.
    /// </summary>
    [Range(0, 1000)]
    public int PresencePerSecond { get; set; } = 5;
}
