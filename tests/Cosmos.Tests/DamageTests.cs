using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Fixia.Local.Cosmos;
using Fixia.Local.Cosmos.Storage;
using Microsoft.Azure.Cosmos;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

/// <summary>A data file that is damaged, closed or on a full disk is named, and what is wrong with it.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fixia-cosmos-").FullName;

    private string DataFile => Path.Combine(folder, "cosmos.db");

    public static TheoryData<string> Damages => ["header", "half", "text", "log"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_file_is_refused_at_start(string damage)
    {
        await FillAsync();
        Damage(damage);

        var refusal = await Assert.ThrowsAnyAsync<IOException>(() => CosmosEndpoint.StartAsync(new CosmosEndpointOptions { DataFile = DataFile }, Ct));

        Assert.Contains($"{DataFile} is damaged", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_that_a_start_does_not_meet_is_logged_by_who_meets_it()
    {
        await FillAsync();
        Damage("documents");
        var log = new Lines();
        await using var cosmos = await StartAsync(new CosmosEndpointOptions { DataFile = DataFile, LoggerFactory = log });
        var container = cosmos.Client.GetContainer("fixia", "notifications");

        var failure = await Assert.ThrowsAsync<CosmosException>(() => QueryAsync<JObject>(container, "SELECT * FROM c"));
        var read = await Assert.ThrowsAsync<CosmosException>(
            () => container.ReadItemAsync<JObject>("1", new PartitionKey("u"), cancellationToken: Ct));

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError), (failure.StatusCode, read.StatusCode));
        Assert.Contains("damaged", read.ResponseBody, StringComparison.Ordinal);
        var line = Assert.Single(log.All, line => line.Contains($"{DataFile} is damaged", StringComparison.Ordinal));
        Assert.DoesNotContain(" at ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_fails_the_writes_that_met_it_and_no_later_ones()
    {
        using var session = SqlSession.Open(DataFile, readOnly: false);
        session.Execute("CREATE TABLE t (x)");
        session.Execute("PRAGMA max_page_count = 10");
        await using var queue = new WriteQueue(session);

        var full = await Assert.ThrowsAsync<SqliteException>(() => InsertAsync(new byte[100_000]));
        Assert.Equal(SQLitePCL.raw.SQLITE_FULL, full.SqliteErrorCode);
        Assert.Contains("is full", Explanation(full), StringComparison.Ordinal);
        Assert.Equal(1, await InsertAsync([1]));

        Task<int> InsertAsync(byte[] content) => queue.RunAsync((current, _) =>
        {
            current.Execute("INSERT INTO t VALUES ($0)", content);
            return 1;
        });
        string Explanation(SqliteException error) => Fixia.Local.Cosmos.Storage.DataFile.Explain(DataFile, error).Message;
    }

    [Fact]
    public async Task A_file_that_is_none_is_not_called_busy()
    {
        Directory.CreateDirectory(DataFile);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => CosmosEndpoint.StartAsync(new CosmosEndpointOptions { DataFile = DataFile }, Ct));

        Assert.Contains(DataFile, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("in use", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_may_read_the_files()
    {
        if (OperatingSystem.IsWindows())
        {
            // It has no such modes; files have the rights of their folder.
            return;
        }

        await File.WriteAllBytesAsync(DataFile, [], Ct);
        File.SetUnixFileMode(DataFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await using var cosmos = await StartAsync(new CosmosEndpointOptions { DataFile = DataFile });
        await (await cosmos.CreateContainerAsync()).CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        foreach (var file in (string[])[DataFile, DataFile + "-wal", DataFile + "-shm"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task FillAsync()
    {
        await using var cosmos = await StartAsync(new CosmosEndpointOptions { DataFile = DataFile });
        var container = await cosmos.CreateContainerAsync();
        for (var i = 1; i <= 20; i++)
        {
            await container.CreateItemAsync(Item($"{i}", "u", ("text", new string('x', 5_000))), cancellationToken: Ct);
        }
    }

    private void Damage(string how)
    {
        var content = File.ReadAllBytes(DataFile);
        switch (how)
        {
            case "header":
                content.AsSpan(0, 100).Fill(0x5a);
                break;
            case "half":
                content = content[..(content.Length / 2)];
                break;
            case "log":
                File.WriteAllText(DataFile + "-wal", new string('z', 5_000));
                break;
            case "text":
                content = Encoding.UTF8.GetBytes("this was never a database");
                break;
            default:
                // Inside what the pages hold, which SQLite does not look at.
                for (var at = 0; (at = content.AsSpan().IndexOf("\"text\":"u8)) >= 0;)
                {
                    content.AsSpan(at, 7).Clear();
                }

                break;
        }

        File.WriteAllBytes(DataFile, content);
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyCollection<string> All => lines;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format) =>
            lines.Enqueue(format(state, exception) + exception);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => true;

        public ILogger CreateLogger(string category) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
