using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fixia.Local.Cosmos;

/// <summary>How a <see cref="CosmosEndpoint"/> runs. Checked when it starts.</summary>
public sealed class CosmosEndpointOptions
{
    /// <summary>
    /// The key that the official emulator publishes for local development. It protects nothing
    /// (https://learn.microsoft.com/azure/cosmos-db/emulator#authentication).
    /// </summary>
    public const string EmulatorAccountKey =
        "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

    /// <summary>
    /// The SQLite file that holds the account; made when it does not exist. Null: a private temporary file, deleted when
    /// the endpoint stops.
    /// </summary>
    public string? DataFile { get; set; }

    /// <summary>The TCP port on 127.0.0.1, 0 to 65535; 0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The account key in base64 that requests must be signed with. Default: the official emulator's published one.</summary>
    public string AccountKey { get; set; } = EmulatorAccountKey;

    /// <summary>The clock of <c>_ts</c> and of time to live. Signatures are checked against the machine's clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How often expired documents are deleted; they are invisible before. At least 10 ms. Default: 5 s.</summary>
    public TimeSpan PurgeInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What the account announces, and charges reads for. Default: <see cref="ReadConsistency.Session"/>.</summary>
    public ReadConsistency Consistency { get; set; }

    /// <summary>Where the endpoint logs what its callers can't see: a data file that is damaged or can't be written. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    internal byte[] Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Port, 0, nameof(Port));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, 65535, nameof(Port));
        ArgumentOutOfRangeException.ThrowIfLessThan(PurgeInterval, TimeSpan.FromMilliseconds(10), nameof(PurgeInterval));
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(LoggerFactory);
        ArgumentException.ThrowIfNullOrEmpty(AccountKey);
        try
        {
            return Convert.FromBase64String(AccountKey);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException("AccountKey is not base64.", nameof(AccountKey), exception);
        }
    }
}
