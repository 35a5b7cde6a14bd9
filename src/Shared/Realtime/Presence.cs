namespace Fixia.Shared.Realtime;

/// <summary>Whether a user has an open device right now.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Connected">True when at least one connection is open.</param>
public sealed record Presence(string UserId, bool Connected);
