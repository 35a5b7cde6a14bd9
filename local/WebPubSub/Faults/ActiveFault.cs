namespace Fixia.Local.WebPubSub.Faults;

/// <summary>A fault that was added and is not over.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Fault">What it is.</param>
/// <param name="Happened">How often it happened so far.</param>
public sealed record ActiveFault(int Id, Fault Fault, int Happened);
