using Fixia.Local.Cosmos;
using Fixia.Local.Stack;

namespace Fixia.EndToEnd.Tests;

/// <summary>A start that can't succeed says in one line what is wrong, and ends.</summary>
public sealed class StartTests : IDisposable
{
    private const string SoundSecrets =
        """{"JwtSecret":"01234567890123456789012345678901","ProducerKey":"01234567890123456789012345678901","SystemKey":"01234567890123456789012345678901","WebPubSubAccessKey":"01234567890123456789012345678901"}""";

    private readonly string data = Directory.CreateTempSubdirectory("fixia-start-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DataFile => Path.Combine(data, "cosmos.db");

    private string SecretsFile => Path.Combine(data, "secrets.json");

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"JwtSecret":"short"}""")]
    [InlineData("""{"JwtSecret":17}""")]
    public async Task Damaged_secrets_are_named_and_not_shown(string content)
    {
        await File.WriteAllTextAsync(SecretsFile, content, Token);
        var line = await RefusalAsync([]);
        Assert.StartsWith($"{SecretsFile} is damaged", line, StringComparison.Ordinal);
        Assert.DoesNotContain("short", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("header")]
    [InlineData("half")]
    [InlineData("text")]
    public async Task A_damaged_data_file_is_named(string damage)
    {
        await WriteDataAsync();
        var content = await File.ReadAllBytesAsync(DataFile, Token);
        await File.WriteAllBytesAsync(
            DataFile,
            damage switch
            {
                "header" => [.. new byte[100], .. content[100..]],
                "half" => content[..(content.Length / 2)],
                _ => "this was never a database"u8.ToArray(),
            },
            Token);
        Assert.StartsWith($"The data file {DataFile} is damaged", await RefusalAsync([]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_file_of_another_version_is_named()
    {
        await WriteDataAsync();
        await using (var file = new FileStream(DataFile, FileMode.Open))
        {
            // Where SQLite keeps user_version: https://sqlite.org/fileformat2.html#user_version_number
            file.Position = 63;
            file.WriteByte(99);
        }

        Assert.Contains($"{DataFile} has schema version 99", await RefusalAsync([]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_holds_no_time_is_named()
    {
        var clock = Path.Combine(data, "clock");
        await File.WriteAllTextAsync(clock, "21:00", Token);
        Assert.Contains($"{clock} holds no clock", await RefusalAsync([]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_stack_on_the_same_data_is_refused()
    {
        await using var first = await CosmosEndpoint.StartAsync(new CosmosEndpointOptions { DataFile = DataFile }, Token);
        Assert.Contains($"{DataFile} is in use by another process", await RefusalAsync([]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file_is_named()
    {
        await File.WriteAllTextAsync(SecretsFile, SoundSecrets, Token);
        var line = await RefusalAsync([], SecretsFile);
        Assert.Contains(SecretsFile, line, StringComparison.Ordinal);
        Assert.Contains("--data", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--page", "/no/such/page")]
    [InlineData("--cosmos", "AccountEndpoint=http://127.0.0.1:1/;AccountKey=not base64;")]
    [InlineData("--webpubsub", "AccessKey=no-endpoint;")]
    public async Task An_option_that_names_nothing_is_named(string option, string value) =>
        Assert.StartsWith($"{option} must ", await RefusalAsync([], data, option, value), StringComparison.Ordinal);

    [Fact]
    public async Task A_lock_that_cannot_be_taken_is_not_called_busy()
    {
        Directory.CreateDirectory(DataFile + ".lock");
        Assert.StartsWith($"The data file {DataFile} can't be used: ", await RefusalAsync([]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size=1m,mode=700", "head -c 2000000 /dev/zero > filler 2>/dev/null || true", "No space left")]
    [InlineData("size=1m,mode=700", "cp $D/secrets.json $D/clock . && head -c 2000000 /dev/zero > filler 2>/dev/null || true", "is full")]
    [InlineData("size=1m,mode=700", "cp $D/* . && head -c 2000000 /dev/zero > filler 2>/dev/null || true", "is full")]
    [InlineData("ro", ":", "Read-only")]
    [InlineData("size=1m,mode=700", "cp $D/* . && mount -o remount,ro .", "ead-only")]
    public async Task A_directory_that_takes_no_writes_is_named(string options, string before, string expected)
    {
        await StackCommand.RequireFileSystemsAsync();
        await WriteDataAsync();
        await File.WriteAllTextAsync(SecretsFile, SoundSecrets, Token);
        await File.WriteAllBytesAsync(Path.Combine(data, "clock"), new byte[sizeof(long)], Token);
        var disk = Directory.CreateTempSubdirectory("fixia-disk-").FullName;
        try
        {
            var line = await RefusalAsync(StackCommand.Over(disk, options, before.Replace("$D", data, StringComparison.Ordinal)), disk);
            Assert.Contains(expected, line, StringComparison.Ordinal);
            Assert.Contains(disk, line, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(disk, recursive: true);
        }
    }

    [Fact]
    public async Task A_fault_that_is_none_is_refused()
    {
        var (exitCode, _, error) = await StackCommand.RunAsync("--fault", "restThrottled,probability=2");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("--fault restThrottled,probability=2: probability must be a number from 0 to 1.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "restThrottled")]
    [InlineData("restDelayed", "Delay")]
    [InlineData("restThrottled,count=0", "count")]
    [InlineData("restThrottled,count", "name=value")]
    [InlineData("restThrottled,count=1,count=2", "name=value")]
    [InlineData("restThrottled,container=users", "container")]
    [InlineData("cosmosThrottled,count=1,probability=0.5", "either")]
    [InlineData("cosmosThrottled,probability=NaN", "probability")]
    public void Each_mistake_in_a_fault_is_named(string text, string expected)
    {
        var refusal = Assert.Throws<FormatException>(() => FaultArgument.Parse(text));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    private async Task WriteDataAsync()
    {
        await using var endpoint = await CosmosEndpoint.StartAsync(new CosmosEndpointOptions { DataFile = DataFile }, Token);
        await using var stack = await FixiaStack.StartAsync(
            new StackOptions
            {
                DataDirectory = data,
                Parts = StackParts.Cosmos,
                CosmosConnection = endpoint.ConnectionString,
                FunctionsPort = 1,
                WebPubSubPort = 1,
            },
            _ => { },
            Token);
    }

    /// <summary>The one line of a start that failed, which is all that it may print.</summary>
    private Task<string> RefusalAsync(string[] launcher) => RefusalAsync(launcher, data);

    private static async Task<string> RefusalAsync(string[] launcher, string directory, params string[] arguments)
    {
        var (exitCode, output, error) = await StackCommand.ExecuteAsync(
            [
                .. launcher, .. StackCommand.Program, "--data", directory, "--functions-port", "0", "--webpubsub-port", "0", "--cosmos-port", "0",
                .. arguments,
            ],
            Token);
        Assert.Equal((1, ""), (exitCode, output));
        return Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
