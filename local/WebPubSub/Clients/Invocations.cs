namespace Fixia.Local.WebPubSub.Clients;

/// <summary>The invocations of a connection that have no answer yet.</summary>
internal sealed class Invocations
{
    private readonly Lock _gate = new();
    private Dictionary<string, CancellationTokenSource>? _running;

    /// <summary>Takes note of an invocation.</summary>
    /// <returns>False when one of this id is still running.</returns>
    public bool TryStart(string id, out CancellationToken cancelled)
    {
        var source = new CancellationTokenSource();
        cancelled = source.Token;
        lock (_gate)
        {
            return (_running ??= new(StringComparer.Ordinal)).TryAdd(id, source);
        }
    }

    /// <summary>Gives an invocation up: its caller wants no answer any more.</summary>
    public void Cancel(string id) => Take(id)?.Cancel();

    /// <summary>Forgets an invocation that has its answer.</summary>
    /// <returns>False when it was given up before.</returns>
    public bool TryFinish(string id) => Take(id) is not null;

    private CancellationTokenSource? Take(string id)
    {
        lock (_gate)
        {
            return _running is not null && _running.Remove(id, out var source) ? source : null;
        }
    }
}
