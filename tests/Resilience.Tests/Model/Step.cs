namespace Fixia.Resilience.Tests.Model;

/// <summary>One thing that happens in a world of one user and several devices.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Number">Which device, notification or amount: each kind takes what it needs from it.</param>
public readonly record struct Step(StepKind Kind, int Number)
{
    public override string ToString() => $"{Kind}({Number})";
}
