namespace Fixia.Peers;

/// <summary>What was measured of one system.</summary>
/// <param name="Name">How the report calls it.</param>
/// <param name="Connect">A page opens: all that it asks for until it is up to date.</param>
/// <param name="IdlePoll">A poll that finds nothing new.</param>
/// <param name="NewPoll">A poll that finds one notification more.</param>
/// <param name="Push">One notification reaches the page, with its count.</param>
/// <param name="MarkRead">The page marks one read.</param>
/// <param name="ServicePing">A ping that no application sees.</param>
/// <param name="Ping">A ping that the application answers.</param>
/// <param name="Latencies">From the producer's answer to the page, in ms, in order; empty for one that polls.</param>
internal sealed record Exchanges(
    string Name, Exchange Connect, Exchange IdlePoll, Exchange NewPoll, Exchange Push, Exchange MarkRead, Exchange ServicePing, Exchange Ping, IReadOnlyList<double> Latencies)
{
    /// <summary>What a system does not have.</summary>
    public static Exchange None { get; } = new(0, 0, 0);
}
