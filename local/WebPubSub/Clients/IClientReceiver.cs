using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>Takes what a client sends.</summary>
internal interface IClientReceiver
{
    /// <summary>One whole message. Its memory is only good until the task ends; the next message waits for that too.</summary>
    ValueTask OnMessageAsync(DataType frame, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>A message went past <see cref="WebPubSubLimits.MaxClientMessageBytes"/>.</summary>
    void OnMessageTooBig();
}
