using Microsoft.Extensions.Logging;

namespace Fixia.Local.Cosmos;

/// <summary>
/// Logs what the endpoint's callers can't see or mend. What is wrong with the data file meets every request, and is logged
/// once a minute.
/// </summary>
internal sealed partial class FailureLog(ILogger<CosmosEndpoint> logger, TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, long> said = [];

    public void DataFile(Storage.DataFileException failure)
    {
        lock (gate)
        {
            if (said.TryGetValue(failure.Message, out var before) && time.GetElapsedTime(before) < Quiet)
            {
                return;
            }

            said[failure.Message] = time.GetTimestamp();
        }

        LogDataFile(failure.Message, failure.InnerException?.Message);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem} ({Cause})")]
    private partial void LogDataFile(string problem, string? cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "The endpoint failed at {Method} {Path}")]
    public partial void Unexpected(Exception exception, string method, string path);
}
