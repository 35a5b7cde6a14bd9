namespace Fixia.Shared.Preferences;

/// <summary>What one notification may do on the devices of one user.</summary>
/// <param name="User">On every device, but for the exceptions; so too on one that the user's preferences don't know.</param>
/// <param name="Exceptions">On the devices that are to do the other thing, by device id.</param>
public readonly record struct AttentionDecision(Ruling User, IReadOnlyDictionary<string, Ruling> Exceptions);
