using System.Text.Json;
using Fixia.Resilience.Tests.Devices;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;

namespace Fixia.Resilience.Tests.Model;

/// <summary>A device and the wire to it.</summary>
internal sealed class ModelConnection(string user, Inbox inbox, Wishes wishes)
{
    private JsonElement? answer;

    public DeviceModel Device { get; } = new();

    public bool IsOpen { get; private set; }

    public void Open()
    {
        if (!IsOpen)
        {
            IsOpen = true;
            Device.Connected();
        }
    }

    public void Drop() => (IsOpen, answer) = (false, null);

    public void Deliver(JsonElement message)
    {
        if (IsOpen)
        {
            Device.Apply(message);
        }
    }

    /// <summary>The server computes the answer to a sync, if the device wants one and waits for none.</summary>
    public async Task AnswerSyncAsync(CancellationToken cancellationToken)
    {
        if (IsOpen && answer is null && Device.NeedsSync)
        {
            var response = await inbox.SyncAsync(user, new SyncRequestPayload { Cursor = Device.TakeSyncRequest() }, cancellationToken);
            wishes.Check(response);
            answer = JsonSerializer.Deserialize<JsonElement>(response.ToMessage());
        }
    }

    public void DeliverSync()
    {
        if (answer is { } arrived)
        {
            answer = null;
            Device.Apply(arrived);
        }
    }
}
