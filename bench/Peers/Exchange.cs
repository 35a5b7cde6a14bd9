namespace Fixia.Peers;

/// <summary>One elementary exchange between a page and what serves it.</summary>
/// <param name="Calls">Calls that reach the application: HTTP requests, and events over the socket.</param>
/// <param name="Bytes">Bytes on the wire, both ways.</param>
/// <param name="Reads">Requests to the store that read.</param>
internal sealed record Exchange(double Calls, double Bytes, double Reads)
{
    /// <summary>So many of it.</summary>
    public static Exchange operator *(double count, Exchange exchange) => new(count * exchange.Calls, count * exchange.Bytes, count * exchange.Reads);

    /// <summary>Both.</summary>
    public static Exchange operator +(Exchange left, Exchange right) => new(left.Calls + right.Calls, left.Bytes + right.Bytes, left.Reads + right.Reads);
}
