namespace Fixia.Local.WebPubSub.Clients;

/// <summary>The claims of an access token that mean something: concept-client-protocols, Supported claims.</summary>
internal static class ClaimNames
{
    public const string User = "sub";
    public const string Role = "role";
    public const string Group = "webpubsub.group";
}
