namespace Fixia.Shared.Notifications;

/// <summary>The app settings <c>Producers__*</c> that are about links.</summary>
public sealed class LinkOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Producers";

    /// <summary>
    /// The hosts that an absolute <c>action_url</c> may lead to, as <c>Producers__ActionHosts__0</c> and so on. None
    /// unless set: then only paths on the web app are taken.
    /// </summary>
    public IList<string> ActionHosts { get; init; } = [];
}
