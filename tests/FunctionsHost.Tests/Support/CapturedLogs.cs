using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Tests.Support;

/// <summary>One line of log with its structured values.</summary>
internal sealed record LogEntry(string Category, LogLevel Level, string Message, IReadOnlyDictionary<string, object?> Values, Exception? Exception);

/// <summary>Keeps what a host logs, and shows it where a test fails.</summary>
internal sealed class CapturedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Add);

    public void Dispose()
    {
    }

    private void Add(LogEntry entry)
    {
        _entries.Enqueue(entry);
        try
        {
            _output?.WriteLine($"{entry.Level} {entry.Category}: {entry.Message} {entry.Exception?.Message}");
        }
        catch (InvalidOperationException)
        {
            // The test has ended; what its host still says is nobody's.
        }
    }

    private sealed class Logger(string category, Action<LogEntry> add) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = (state as IEnumerable<KeyValuePair<string, object?>> ?? []).ToDictionary(value => value.Key, value => value.Value);
            add(new LogEntry(category, logLevel, formatter(state, exception), values, exception));
        }
    }
}
