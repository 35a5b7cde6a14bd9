namespace Fixia.Shared.Realtime;

/// <summary>Names that the app and the Web PubSub service have to agree on.</summary>
public static class Hub
{
    /// <summary>The hub.</summary>
    public const string Name = "notifications";

    /// <summary>
    /// The app setting that holds the Web PubSub connection, or the prefix of an identity-based one. It is the default
    /// name of the Functions extension, whose triggers validate their callers with it and name no connections of their
    /// own: extensions before 1.10 take such a name for a connection string itself.
    /// </summary>
    public const string Connection = "WebPubSubConnectionString";

    /// <summary>The group that holds every open device of a user.</summary>
    public static string UserGroup(string userId) => "user:" + WireUserId.Encode(userId);
}
