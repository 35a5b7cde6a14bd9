using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fixia.Attack.Tests;

/// <summary>Reads every line of a host, its worker's included, for what may not be there.</summary>
public sealed class LogWatch : ILoggerProvider
{
    private const int Shown = 3;

    /// <summary>
    /// The worker's words, at the level Error, for a request that was announced to it and did not arrive: cancelled while
    /// waiting, or timed out where the cancellation came first.
    /// </summary>
    private static readonly SearchValues<string> BrokenOffWords = SearchValues.Create(
        ["Function invocation cancelled while waiting for start call.", "Timed out waiting for the function start call."], StringComparison.Ordinal);

    /// <summary>The web server's words for a body that was still being sent when its request had been answered.</summary>
    private const string ServersOwn = "Microsoft.AspNetCore.Server.Kestrel";

    private readonly ConcurrentQueue<string> early = new();
    private readonly ConcurrentQueue<string> leaks = new();
    private readonly ConcurrentQueue<string> errors = new();
    private SearchValues<string>? forbidden;
    private int lines;
    private int brokenOff;

    /// <summary>How many lines there were.</summary>
    public int Lines => Volatile.Read(ref lines);

    /// <summary>Fails where a secret or an error is in the log.</summary>
    /// <param name="broken">How many requests were broken off by their caller; the worker and the host may each call that an error.</param>
    public void CheckAll(int broken = 0)
    {
        Assert.True(brokenOff <= 2 * broken, $"{brokenOff} lines about requests that were broken off, of which there were {broken}.");
        Assert.True(leaks.IsEmpty, $"{leaks.Count} lines hold a secret:\n{string.Join('\n', leaks.Take(Shown))}");
        Assert.True(errors.IsEmpty, $"{errors.Count} errors:\n{string.Join('\n', errors.DistinctBy(line => line.Split(':')[0]).Take(Shown))}");
    }

    /// <summary>Says what no line may hold, those before this call included.</summary>
    public void Forbid(IReadOnlyCollection<string> texts)
    {
        Volatile.Write(ref forbidden, SearchValues.Create([.. texts], StringComparison.Ordinal));
        while (early.TryDequeue(out var line))
        {
            Check(line);
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Add(LogLevel level, string line)
    {
        Interlocked.Increment(ref lines);
        if (level >= LogLevel.Error && line.AsSpan().ContainsAny(BrokenOffWords))
        {
            Interlocked.Increment(ref brokenOff);
        }
        else if (level >= LogLevel.Error && !line.Contains(ServersOwn, StringComparison.Ordinal))
        {
            errors.Enqueue(line);
        }

        if (Volatile.Read(ref forbidden) is null)
        {
            early.Enqueue(line);
        }
        else
        {
            Check(line);
        }
    }

    private void Check(string line)
    {
        if (line.AsSpan().ContainsAny(forbidden!))
        {
            leaks.Enqueue(line);
        }
    }

    private sealed class Logger(string category, LogWatch watch) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            watch.Add(logLevel, $"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
