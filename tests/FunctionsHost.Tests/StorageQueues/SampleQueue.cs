using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Fixia.Local.FunctionsHost.Worker;
using Fixia.Tests.Support;
using FunctionsHost.Samples;
using FunctionsHost.Tests.Support;

namespace FunctionsHost.Tests.StorageQueues;

/// <summary>A queue of its own, and hosts of the samples that read it.</summary>
internal sealed class SampleQueue
{
    private readonly string _connectionString;
    private readonly QueueClient _queue;
    private readonly QueueClient _poison;

    /// <summary>A queue that does not exist before its first message.</summary>
    public SampleQueue(SampleStorage storage, QueueMessageEncoding encoding = QueueMessageEncoding.Base64)
    {
        _connectionString = storage.ConnectionString;
        var options = new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_05_05) { MessageEncoding = encoding };
        var name = $"samples-{Guid.NewGuid():N}";
        _queue = new QueueClient(_connectionString, name, options);
        _poison = new QueueClient(_connectionString, $"{name}-poison", options);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task SendAsync(params IEnumerable<string> texts)
    {
        await _queue.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        foreach (var text in texts)
        {
            await _queue.SendMessageAsync(text, Cancellation);
        }
    }

    public Task<TestHost> StartHostAsync(TestHostSetup? setup = null, params (string Name, string Value)[] hostJson)
    {
        setup ??= new TestHostSetup();
        var settings = new Dictionary<string, string?>(setup.Settings)
        {
            ["Queue"] = _queue.Name,
            ["QueueStorage"] = _connectionString,
            ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.2",
        };
        foreach (var (name, value) in hostJson)
        {
            settings[$"AzureFunctionsJobHost__extensions__queues__{name}"] = value;
        }

        return TestHost.StartAsync(setup with { Settings = settings });
    }

    /// <summary>Waits until the queue holds no message, not even a hidden one.</summary>
    public Task WaitUntilEmptyAsync() => Patience.UntilAsync(
        async () => (await _queue.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount == 0, $"{_queue.Name} is empty");

    /// <summary>Waits until a message can be received, and receives it.</summary>
    public async Task<QueueMessage> ReceiveAsync()
    {
        QueueMessage? message = null;
        await Patience.UntilAsync(
            async () => (message = (await _queue.ReceiveMessageAsync(cancellationToken: Cancellation)).Value) is not null, $"{_queue.Name} has a visible message");
        return message!;
    }

    /// <summary>What is in the poison queue; nothing where there is none.</summary>
    public async Task<IReadOnlyList<string>> PoisonAsync()
    {
        try
        {
            return [.. (await _poison.PeekMessagesAsync(32, Cancellation)).Value.Select(message => message.MessageText)];
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return [];
        }
    }
}
