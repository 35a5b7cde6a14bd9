using System.Diagnostics;

namespace FanOut;

/// <summary>What is done to each target: connect, then bursts of messages to everyone and to groups of 100.</summary>
/// <param name="Connections">Clients, all on this machine.</param>
/// <param name="Messages">Messages to everyone in one burst. A burst to groups makes as many deliveries.</param>
/// <param name="Runs">Measured runs of every target, after one that warms up.</param>
internal sealed record Load(int Connections, int Messages, int Runs)
{
    public const int GroupSize = 100;

    /// <summary>Calls that the producer has under way at once.</summary>
    private const int ProducerConcurrency = 4;

    private const int ConnectConcurrency = 32;

    /// <summary>A notification as the product pushes it, about 300 bytes.</summary>
    private const string Payload =
        """{"event":"notification:new","data":{"notification":{"id":"0192f8c0-7a3e-7c44-9d2e-5b1f6a7c8d9e","type":"message","title":"New message","message":"Ana sent you a message about your order","action_url":"/messages/42","read":false,"created_at":"2025-11-01T12:34:56.789Z"},"receivedAt":"2025-11-01T12:34:56.800Z"}}""";

    public async Task<IReadOnlyList<Row>> RunAsync(ITarget target)
    {
        // What the first clients cost is code and tables that all others share: they come and go before memory is looked at.
        await WarmUpAsync(target);
        await target.CollectAsync();
        var memoryBefore = target.ResidentBytes;
        var clients = await ConnectAsync(target, Connections);
        await target.CollectAsync();
        var memory = (target.ResidentBytes - memoryBefore) / (double)Connections;
        try
        {
            // The first burst lets the server compile and is not counted.
            await BurstAsync(target, clients, Messages, _ => null, Connections);
            var toAll = await BurstAsync(target, clients, Messages, _ => null, Connections);
            var groups = Connections / GroupSize;
            var toGroups = await BurstAsync(target, clients, Messages * groups, message => $"group{message % groups}", GroupSize);
            return
            [
                new Row(target.Name, "to all", toAll.PerSecond, toAll.CpuMicroseconds, memory),
                new Row(target.Name, "to groups of 100", toGroups.PerSecond, toGroups.CpuMicroseconds, memory),
            ];
        }
        finally
        {
            foreach (var client in clients)
            {
                client.Dispose();
            }
        }
    }

    private static async Task WarmUpAsync(ITarget target)
    {
        var clients = await ConnectAsync(target, GroupSize);
        await BurstAsync(target, clients, messages: 10, _ => null, clients.Length);
        await BurstAsync(target, clients, messages: 10, _ => "group0", clients.Length);
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    private static async Task<CountingClient[]> ConnectAsync(ITarget target, int count)
    {
        var clients = new CountingClient[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = ConnectConcurrency }, async (i, cancellationToken) =>
            clients[i] = await target.ConnectAsync($"user{i}", $"group{i / GroupSize}", cancellationToken));
        return clients;
    }

    private static async Task<(double PerSecond, double CpuMicroseconds)> BurstAsync(
        ITarget target, CountingClient[] clients, int messages, Func<int, string?> groupOf, int recipients)
    {
        var deliveries = (long)messages * recipients;
        foreach (var client in clients)
        {
            await client.AcknowledgeAsync();
        }

        var before = clients.Sum(client => client.Messages);
        var cpu = target.CpuTime;
        var clock = Stopwatch.StartNew();
        await Parallel.ForAsync(0, messages, new ParallelOptions { MaxDegreeOfParallelism = ProducerConcurrency }, async (i, cancellationToken) =>
            await target.PublishAsync(groupOf(i), Payload, cancellationToken));
        while (clients.Sum(client => client.Messages) - before < deliveries)
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException($"{target.Name}: {clients.Sum(client => client.Messages) - before} of {deliveries} deliveries arrived.");
            }

            await Task.Delay(1);
        }

        var elapsed = clock.Elapsed;
        return (deliveries / elapsed.TotalSeconds, (target.CpuTime - cpu).TotalMicroseconds / deliveries);
    }
}
