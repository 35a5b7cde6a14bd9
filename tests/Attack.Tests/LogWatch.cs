using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fixia.Attack.Tests;

/// <summary>Reads every line of a host, its worker's included, for what may not be there.</summary>
public sealed class LogWatch : ILoggerProvider
{
    private readonly ConcurrentQueue<string> early = new();
    private readonly ConcurrentQueue<string> leaks = new();
    private readonly ConcurrentQueue<string> errors = new();
    private SearchValues<string>? forbidden;
    private int lines;

    /// <summary>How many lines there were.</summary>
    public int Lines => Volatile.Read(ref lines);

    /// <summary>The lines that hold something forbidden.</summary>
    public IReadOnlyCollection<string> Leaks => leaks;

    /// <summary>The lines of the level Error and above.</summary>
    public IReadOnlyCollection<string> Errors => errors;

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
        if (level >= LogLevel.Error)
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
