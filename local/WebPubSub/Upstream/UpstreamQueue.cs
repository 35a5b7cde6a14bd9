using System.Net.WebSockets;
using System.Text.Json;
using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>The events of one connection, each sent when the one before was answered.</summary>
internal sealed class UpstreamQueue(WebPubSubService service)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;
    private int _pending;

    /// <summary>Done when everything raised so far was answered or given up.</summary>
    public Task Drained
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>Raises <c>connected</c>.</summary>
    public void Connected(ClientConnection connection) => Notify(connection, "connected", static () => "{}"u8.ToArray());

    /// <summary>Raises <c>disconnected</c>, the connection's last event.</summary>
    public void Disconnected(ClientConnection connection, string reason) => Notify(connection, "disconnected", () =>
        JsonSerializer.SerializeToUtf8Bytes(new DisconnectedEventBody(reason), UpstreamJson.Default.DisconnectedEventBody));

    /// <summary>Raises a user event. The handler's answer goes to the client, and then an ack if it asked for one.</summary>
    /// <returns>A task that is done when the caller can hand over the next event.</returns>
    public Task UserEvent(ClientConnection connection, string name, MessageData data, ulong? ackId) =>
        EnqueueEvent(() => SendUserEventAsync(connection, name, data, ackId));

    /// <summary>
    /// Raises a user event for a client that waits for its answer, which is what it gets, failures included: its
    /// connection stays.
    /// </summary>
    /// <returns>A task that is done when the caller can hand over the next event.</returns>
    public Task Invoke(ClientConnection connection, ClientRequest.Invoke invoke, CancellationToken cancelled) =>
        EnqueueEvent(() => SendInvocationAsync(connection, invoke, cancelled));

    private void Notify(ClientConnection connection, string name, Func<byte[]> body)
    {
        if (connection.Hub.Upstream.ForSystemEvent(name) is not null)
        {
            _ = Enqueue(() => NotifyAsync(connection, name, body()));
        }
    }

    private Task EnqueueEvent(Func<Task> send)
    {
        var task = Enqueue(send);
        return Volatile.Read(ref _pending) < service.Options.Limits.MaxPendingUpstreamEvents ? Task.CompletedTask : task;
    }

    private Task Enqueue(Func<Task> send)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _pending);
            return _last = SendAfterAsync(_last, send);
        }
    }

    private async Task SendAfterAsync(Task previous, Func<Task> send)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            await send();
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private async Task NotifyAsync(ClientConnection connection, string name, ReadOnlyMemory<byte> body)
    {
        if (connection.Hub.Upstream.ForSystemEvent(name) is not { } handler)
        {
            return;
        }

        try
        {
            var cloudEvent = CloudEvent.System(connection, name, body);
            var response = await service.Upstream.SendAsync(handler, cloudEvent, service.Stopping);
            if (!response.IsSuccess)
            {
                Log.EventRefused(service.Logger, name, connection.Id, (int)response.Status);
            }
        }
        catch (UpstreamException error)
        {
            Log.EventFailed(service.Logger, name, connection.Id, error.Message);
        }
    }

    private async Task SendUserEventAsync(ClientConnection connection, string name, MessageData data, ulong? ackId)
    {
        // Only now is it known what became of an event of the same ackId that came before.
        if (connection.Acks.RefuseRepeated(ackId))
        {
            return;
        }

        try
        {
            if (await SendAsync(connection, name, data, service.Stopping) is { } answer)
            {
                connection.Deliver(ServerMessage.FromServer(answer));
            }

            connection.Acks.Complete(ackId, error: null);
        }
        catch (UpstreamException)
        {
            connection.Acks.Complete(ackId, AckError.InternalServerError);
            if (connection.Kind == ClientKind.Simple)
            {
                connection.Close(CloseReasons.EventFailed, WebSocketCloseStatus.InternalServerError);
            }
            else if (service.Options.DropClientOnFailedEvent)
            {
                connection.Close(CloseReasons.EventFailed, WebSocketCloseStatus.PolicyViolation);
            }
        }
    }

    private async Task SendInvocationAsync(ClientConnection connection, ClientRequest.Invoke invoke, CancellationToken cancelled)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancelled, service.Stopping);
        try
        {
            var answer = await SendAsync(connection, invoke.Event, invoke.Data, either.Token);
            Finish(answer, error: null);
        }
        catch (UpstreamException)
        {
            Finish(data: null, AckError.InternalServerError);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // Whoever cancelled it wants no answer.
            return;
        }

        void Finish(MessageData? data, AckError? error)
        {
            if (connection.Invocations.TryFinish(invoke.InvocationId))
            {
                connection.Answer(ServerJson.InvokeResponse(invoke.InvocationId, data, error));
            }
        }
    }

    /// <summary>Sends a user event and takes over the state that the handler sets.</summary>
    /// <exception cref="UpstreamException">Nobody cares for it, or the answer is no success.</exception>
    private async Task<MessageData?> SendAsync(ClientConnection connection, string name, MessageData data, CancellationToken cancellationToken)
    {
        try
        {
            var handler = connection.Hub.Upstream.ForUserEvent(name) ?? throw new UpstreamException("no event handler cares for it");
            var response = await service.Upstream.SendAsync(handler, CloudEvent.User(connection, name, data), cancellationToken);
            if (!response.IsSuccess)
            {
                throw new UpstreamException($"the answer is {(int)response.Status}");
            }

            connection.State = response.ConnectionState ?? connection.State;
            return UserEventAnswer.Read(response);
        }
        catch (UpstreamException error)
        {
            Log.EventFailed(service.Logger, name, connection.Id, error.Message);
            throw;
        }
    }
}
