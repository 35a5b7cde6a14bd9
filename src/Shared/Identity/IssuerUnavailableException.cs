namespace Fixia.Shared.Identity;

/// <summary>Whether a token is good can't be told, because the keys of its issuer could not be read so far.</summary>
public sealed class IssuerUnavailableException(Exception inner) : Exception("The keys of the identity provider could not be read.", inner);
