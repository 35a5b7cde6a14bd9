using System.Net.WebSockets;
using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>A client of the JSON subprotocols: reference-json-webpubsub-subprotocol and its reliable sibling.</summary>
internal sealed class JsonClientReceiver(ClientConnection connection, WebPubSubEndpointOptions options) : IClientReceiver
{
    public ValueTask OnMessageAsync(DataType frame, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            // Text frames, or UTF-8 in binary frames: both are documented.
            return HandleAsync(ClientJson.Read(message, options.Limits.MaxGroupNameLength));
        }
        catch (ProtocolException error)
        {
            connection.Close(error.Message, WebSocketCloseStatus.InvalidPayloadData);
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
                return RaiseAsync(sent);
            case ClientRequest.Invoke invoke:
                return InvokeAsync(invoke);
            case ClientRequest.CancelInvocation cancel:
                connection.Invocations.Cancel(cancel.InvocationId);
                break;
            case ClientRequest.Acknowledged acknowledged when IsRepeated(acknowledged.AckId):
                Acknowledge(acknowledged.AckId, AckError.Duplicate(acknowledged.AckId!.Value));
                break;
            case ClientRequest.JoinGroup join:
                Acknowledge(join.AckId, Join(join.Group));
                break;
            case ClientRequest.LeaveGroup leave:
                Acknowledge(leave.AckId, Leave(leave.Group));
                break;
            case ClientRequest.SendToGroup send:
                Acknowledge(send.AckId, Send(send));
                break;
            default:
                throw new InvalidOperationException($"{request.GetType().Name} has no handler.");
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask RaiseAsync(ClientRequest.SendEvent sent)
    {
        if (IsRepeated(sent.AckId))
        {
            Acknowledge(sent.AckId, AckError.Duplicate(sent.AckId!.Value));
            return ValueTask.CompletedTask;
        }

        // Taken as done at once: the same event must not be raised twice while the handler works, and a handler's failure
        // ends the connection and its ackIds with it.
        Remember(sent.AckId);
        return new ValueTask(connection.Upstream.UserEvent(
            connection, sent.Event, sent.Data, error => Answer(sent.AckId, error)));
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

    private bool IsRepeated(ulong? ackId) => ackId is { } id && connection.Acks.Contains(id);

    private void Remember(ulong? ackId)
    {
        if (ackId is { } id)
        {
            connection.Acks.Add(id);
        }
    }

    /// <summary>Answers a request that asked for it. Only what was done is a duplicate next time: the rest can be tried again.</summary>
    private void Acknowledge(ulong? ackId, AckError? error)
    {
        if (error is null)
        {
            Remember(ackId);
        }

        Answer(ackId, error);
    }

    private void Answer(ulong? ackId, AckError? error)
    {
        if (ackId is { } id)
        {
            connection.Answer(ServerJson.Ack(id, error));
        }
    }
}
