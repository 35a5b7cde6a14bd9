using System.Net.WebSockets;
using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>A client of the JSON subprotocols: reference-json-webpubsub-subprotocol and its reliable sibling.</summary>
internal sealed class JsonClientReceiver(ClientConnection connection, WebPubSubEndpointOptions options) : IClientReceiver
{
    public ValueTask OnMessageAsync(DataType frame, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (frame != DataType.Text)
        {
            connection.Close(CloseReasons.BinaryMessage, WebSocketCloseStatus.InvalidMessageType);
            return ValueTask.CompletedTask;
        }

        try
        {
            return HandleAsync(ClientJson.Read(message, options.Limits.MaxGroupNameLength));
        }
        catch (ProtocolException error)
        {
            // The close frame has the service's words; the message before it says what is wrong.
            connection.Close($"{CloseReasons.InvalidMessage} {error.Message}", WebSocketCloseStatus.InvalidPayloadData, CloseReasons.InvalidMessage);
            return ValueTask.CompletedTask;
        }
    }

    public void OnMessageTooBig() => connection.Close(CloseReasons.MessageTooBig, WebSocketCloseStatus.MessageTooBig);

    private ValueTask HandleAsync(ClientRequest request)
    {
        switch (request)
        {
            case ClientRequest.Ping:
                connection.Answer(ServerJson.Pong);
                break;
            case ClientRequest.SequenceAck ack:
                connection.Acknowledge(ack.SequenceId);
                break;
            case ClientRequest.SendEvent sent:
                return new ValueTask(connection.Upstream.UserEvent(connection, sent.Event, sent.Data, sent.AckId));
            case ClientRequest.Invoke invoke:
                return InvokeAsync(invoke);
            case ClientRequest.CancelInvocation cancel:
                connection.Invocations.Cancel(cancel.InvocationId);
                break;
            case ClientRequest.Acknowledged acknowledged when connection.Acks.RefuseRepeated(acknowledged.AckId):
                break;
            case ClientRequest.JoinGroup join:
                connection.Acks.Complete(join.AckId, Join(join.Group));
                break;
            case ClientRequest.LeaveGroup leave:
                connection.Acks.Complete(leave.AckId, Leave(leave.Group));
                break;
            case ClientRequest.SendToGroup send:
                connection.Acks.Complete(send.AckId, Send(send));
                break;
            default:
                throw new InvalidOperationException($"{request.GetType().Name} has no handler.");
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask InvokeAsync(ClientRequest.Invoke invoke)
    {
        if (connection.Invocations.TryStart(invoke.InvocationId, out var cancelled))
        {
            return new ValueTask(connection.Upstream.Invoke(connection, invoke, cancelled));
        }

        var error = new AckError("Duplicate", $"The invocation {invoke.InvocationId} is already running.");
        connection.Answer(ServerJson.InvokeResponse(invoke.InvocationId, data: null, error));
        return ValueTask.CompletedTask;
    }

    private AckError? Join(string group)
    {
        if (!connection.Permissions.Has(Permissions.JoinLeaveGroup, group))
        {
            return AckError.Forbidden($"The client does not have permission to join group '{group}'.");
        }

        return connection.Hub.Join(connection, group)
            ? null
            : AckError.Forbidden($"A connection can be in {options.Limits.MaxGroupsPerConnection} groups at most.");
    }

    private AckError? Leave(string group)
    {
        if (!connection.Permissions.Has(Permissions.JoinLeaveGroup, group))
        {
            return AckError.Forbidden($"The client does not have permission to leave group '{group}'.");
        }

        connection.Hub.Leave(connection, group);
        return null;
    }

    private AckError? Send(ClientRequest.SendToGroup send)
    {
        if (!connection.Permissions.Has(Permissions.SendToGroup, send.Group))
        {
            return AckError.Forbidden($"The client does not have permission to send to group '{send.Group}'.");
        }

        GroupMessage.Publish(connection, send.Group, send.Data, send.NoEcho, Expiry.After(send.TtlSeconds, options.TimeProvider));
        return null;
    }
}
