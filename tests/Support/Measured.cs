namespace Fixia.Tests.Support;

/// <summary>One measurement.</summary>
/// <param name="Instrument">The name of the instrument.</param>
/// <param name="Value">The value.</param>
/// <param name="Tags">Its dimensions, <c>key=value</c> separated by spaces.</param>
public sealed record Measured(string Instrument, double Value, string Tags);
