namespace Fixia.Peers;

/// <summary>
/// An hour of one user, put together from measured exchanges: only what is periodic and alike is multiplied.
/// </summary>
/// <param name="PollEvery">Seconds between two polls.</param>
/// <param name="ServicePingEvery">Seconds between two pings that no application sees; 0 for none.</param>
/// <param name="PingEvery">Seconds between two pings that the application answers; 0 for none.</param>
internal sealed record Hour(double PollEvery, double ServicePingEvery, double PingEvery)
{
    /// <summary>What passes in an hour.</summary>
    /// <param name="of">The system.</param>
    /// <param name="notifications">How many arrive, far enough apart that each makes one poll an answer.</param>
    /// <param name="marks">How many the user marks read.</param>
    public Exchange Of(Exchanges of, int notifications, int marks)
    {
        var polls = 3600 / PollEvery;
        var changes = Math.Min(polls, notifications + marks);
        return of.Connect + ((polls - changes) * of.IdlePoll) + (changes * of.NewPoll) + (notifications * of.Push) + (marks * of.MarkRead)
            + (Times(ServicePingEvery) * of.ServicePing) + (Times(PingEvery) * of.Ping);
    }

    /// <summary>What an hour costs of which nothing but the connection is left: no page opens, and nothing happens.</summary>
    public Exchange Idle(Exchanges of) => ((3600 / PollEvery) * of.IdlePoll) + (Times(ServicePingEvery) * of.ServicePing) + (Times(PingEvery) * of.Ping);

    private static double Times(double every) => every == 0 ? 0 : 3600 / every;
}
