using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>Chooses who takes a client's messages.</summary>
internal static class ClientReceiver
{
    /// <summary>Takes the messages of a client that is being turned away.</summary>
    public static IClientReceiver Deaf { get; } = new DeafReceiver();

    public static IClientReceiver For(ClientConnection connection, SimpleClientMode mode, WebPubSubService service) =>
        connection.Kind == ClientKind.Simple
            ? new SimpleClientReceiver(connection, mode)
            : new JsonClientReceiver(connection, service.Options);

    private sealed class DeafReceiver : IClientReceiver
    {
        public ValueTask OnMessageAsync(DataType frame, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public void OnMessageTooBig()
        {
            // The close frame is already on its way.
        }
    }
}
