using Fixia.Local.FunctionsHost.Invocations;

namespace Fixia.Local.FunctionsHost.Worker;

/// <summary>A worker that has loaded its functions.</summary>
internal interface IReadyWorker
{
    /// <summary>The functions of the app.</summary>
    IReadOnlyList<Function> Functions { get; }

    /// <summary>Where the worker's own HTTP server takes the requests of HTTP functions; null when it has none.</summary>
    Uri? HttpEndpoint { get; }

    /// <summary>Runs one invocation to its end.</summary>
    /// <returns>What the function gave, as JSON; null for nothing.</returns>
    /// <exception cref="FunctionFailedException">The function threw.</exception>
    /// <exception cref="WorkerLostException">The worker ended before it answered.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and the function ended because of it.</exception>
    Task<string?> InvokeAsync(Invocation invocation, CancellationToken cancellationToken);
}
