namespace Fixia.Capacity.Engine;

/// <summary>How long a resource lets its users wait. It counts as saturated while somebody waits longer than <see cref="Threshold"/>.</summary>
public sealed class Pressure(string name)
{
    /// <summary>Seconds.</summary>
    public const double Threshold = 0.25;

    /// <summary>The resource.</summary>
    public string Name { get; } = name;

    /// <summary>Longest wait, in seconds.</summary>
    public double Worst { get; private set; }

    /// <summary>When somebody first waited too long, in seconds; NaN if nobody did.</summary>
    public double First { get; private set; } = double.NaN;

    /// <summary>When somebody last did.</summary>
    public double Last { get; private set; } = double.NaN;

    /// <summary>Somebody who came at a time is served after a wait.</summary>
    public void Waited(double at, double seconds)
    {
        Worst = Math.Max(Worst, seconds);
        if (seconds > Threshold)
        {
            First = double.IsNaN(First) ? at : First;
            Last = at + seconds;
        }
    }
}
