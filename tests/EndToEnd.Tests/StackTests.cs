using System.Net;
using System.Net.Sockets;

namespace Fixia.EndToEnd.Tests;

/// <summary>The stack as a command.</summary>
public sealed class StackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_busy_port_gives_one_clear_line()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var port = ((IPEndPoint)squatter.LocalEndpoint).Port;
        var (exitCode, output, error) = await StackCommand.RunAsync("--functions-port", $"{port}", "--webpubsub-port", "0", "--cosmos-port", "0");
        Assert.Equal((1, ""), (exitCode, output));
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"{port}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_the_script_is_that_of_the_program()
    {
        var (_, output, _) = await StackCommand.ExecuteAsync([.. StackCommand.Program, "--help"], Token);
        var help = string.Join('\n', output.Replace("fixia-local", "./run", StringComparison.Ordinal).Split('\n').Select(line => line.TrimEnd()));
        var file = Path.Combine(StackProcess.RepositoryRoot, "local", "Stack", "help.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(file, help.TrimEnd() + "\n", Token);
        }

        Assert.Equal(help.Trim(), (await File.ReadAllTextAsync(file, Token)).Trim());
    }

    [Fact]
    public async Task A_port_that_is_none_is_refused()
    {
        var (exitCode, _, error) = await StackCommand.RunAsync("--cosmos-port", "70000");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("--cosmos-port must be a port from 0 to 65535.", error, StringComparison.Ordinal);
    }
}
