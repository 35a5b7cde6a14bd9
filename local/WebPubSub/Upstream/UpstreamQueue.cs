using System.Net.WebSockets;
using System.Text.Json;
using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Protocol;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>The events of one connection, each sent when the one before was answered.</summary>
internal sealed class UpstreamQueue(UpstreamClient upstream, WebPubSubLimits limits, ILogger logger, CancellationToken stopping)
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
    public void Connected(ClientConnection connection) => _ = Enqueue(() =>
        NotifyAsync(connection, "connected", "{}"u8.ToArray()));

    /// <summary>Raises <c>disconnected</c>, the connection's last event.</summary>
    public void Disconnected(ClientConnection connection, string reason) => _ = Enqueue(() =>
        NotifyAsync(connection, "disconnected", JsonSerializer.SerializeToUtf8Bytes(
            new DisconnectedEventBody(reason), UpstreamJson.Default.DisconnectedEventBody)));

    /// <summary>Raises a user event. The handler's answer goes to the client; a failure ends its connection.</summary>
    /// <returns>A task that is done when the caller can hand over the next event.</returns>
    public Task UserEvent(ClientConnection connection, string name, MessageData data, Action<AckError?> acknowledge)
    {
        var task = Enqueue(() => SendUserEventAsync(connection, name, data, acknowledge));
        return Volatile.Read(ref _pending) < limits.MaxPendingUpstreamEvents ? Task.CompletedTask : task;
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
            var cloudEvent = CloudEvent.System(connection.Hub.Name, connection.Identity, connection.State, name, body);
            var response = await upstream.SendAsync(handler, cloudEvent, stopping);
            if (!response.IsSuccess)
            {
                Log.EventRefused(logger, name, connection.Id, (int)response.Status);
            }
        }
        catch (UpstreamException error)
        {
            Log.EventFailed(logger, name, connection.Id, error.Message);
        }
    }

    private async Task SendUserEventAsync(ClientConnection connection, string name, MessageData data, Action<AckError?> acknowledge)
    {
        if (connection.Hub.Upstream.ForUserEvent(name) is not { } handler)
        {
            Fail(CloseReasons.UnhandledEvent);
            return;
        }

        try
        {
            var response = await upstream.SendAsync(handler, CloudEvent.User(connection, name, data), stopping);
            if (!response.IsSuccess)
            {
                Log.EventRefused(logger, name, connection.Id, (int)response.Status);
                Fail(CloseReasons.EventFailed);
                return;
            }

            connection.State = response.ConnectionState ?? connection.State;
            if (UserEventAnswer.Read(response) is { } answer)
            {
                connection.Deliver(ServerMessage.FromServer(answer));
            }

            acknowledge(null);
        }
        catch (UpstreamException error)
        {
            Log.EventFailed(logger, name, connection.Id, error.Message);
            Fail(CloseReasons.EventFailed);
        }

        void Fail(string reason)
        {
            acknowledge(AckError.InternalServerError(reason));
            connection.Close(reason, WebSocketCloseStatus.PolicyViolation);
        }
    }
}
