using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fixia.Attack.Tests;

/// <summary>Reads every line of a host, its worker's included, for what may not be there.</summary>
public sealed class LogWatch : ILoggerProvider
{
    private const int Shown = 3;

    /// <summary>The worker's words, at the level Error, for a request whose caller broke it off.</summary>
    private const string BrokenOff = "Function invocation cancelled while waiting for start call.";
    private readonly ConcurrentQueue<string> early = new();
    private readonly ConcurrentQueue<string> leaks = new();
    private readonly ConcurrentQueue<string> errors = new();
    private SearchValues<string>? forbidden;
    private int lines;

    /// <summary>How many lines there were.</summary>
    public int Lines => Volatile.Read(ref lines);

    /// <summary>Fails where a secret or an error is in the log.</summary>
    public void CheckAll()
    {
        Assert.True(leaks.IsEmpty, $"{leaks.Count} lines hold a secret:\n{string.Join('\n', leaks.Take(Shown))}");
        Assert.True(errors.IsEmpty, $"{errors.Count} errors:\n{string.Join('\n', errors.Take(Shown))}");
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
        if (level >= LogLevel.Error && !line.Contains(BrokenOff, StringComparison.Ordinal))
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
