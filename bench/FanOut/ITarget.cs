namespace FanOut;

/// <summary>A server under load, in a process of its own.</summary>
internal interface ITarget : IAsyncDisposable
{
    string Name { get; }

    /// <summary>CPU time of the server process so far.</summary>
    TimeSpan CpuTime { get; }

    /// <summary>Resident memory of the server process.</summary>
    long ResidentBytes { get; }

    /// <summary>Has the server collect its garbage.</summary>
    Task CollectAsync();

    /// <summary>Connects a client that is in a group.</summary>
    Task<CountingClient> ConnectAsync(string userId, string group, CancellationToken cancellationToken);

    /// <summary>Publishes over HTTP to a group, or to everyone.</summary>
    Task PublishAsync(string? group, string json, CancellationToken cancellationToken);
}
