namespace Fixia.Capacity.Model;

/// <summary>
/// What keeps the negotiates of an instance from waiting for a Web PubSub that is away: after some refusals they fail at once for a
/// while, then one of them tries again (<c>UserChannel</c>).
/// </summary>
public sealed class SigningBreaker
{
    private const int Refusals = 10;
    private const double Break = 5;

    private int refused;
    private double closedFrom;

    /// <summary>Whether a negotiate may ask at a time.</summary>
    /// <param name="now">The time, in seconds.</param>
    /// <param name="patience">Seconds that a call takes that is in vain: until then the others go by the one that tries.</param>
    public bool MayAsk(double now, double patience)
    {
        if (now < closedFrom)
        {
            return false;
        }

        if (refused >= Refusals)
        {
            closedFrom = now + patience;
        }

        return true;
    }

    /// <summary>How a call ended.</summary>
    public void Ended(double now, bool isAnswered)
    {
        if (isAnswered)
        {
            (refused, closedFrom) = (0, 0);
        }
        else if (++refused >= Refusals)
        {
            closedFrom = now + Break;
        }
    }
}
