namespace Azure.Messaging.WebPubSub;

/// <summary>The protocol family that a client access URI is made for; it decides the URI's path.</summary>
public enum WebPubSubClientProtocol
{
    Default = 0,
    Mqtt = 1,
    SocketIO = 2,
}
