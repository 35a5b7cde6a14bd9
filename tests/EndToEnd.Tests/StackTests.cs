using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Fixia.EndToEnd.Tests;

/// <summary>The stack as a command.</summary>
public sealed class StackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Terminating_stops_it_cleanly_within_five_seconds()
    {
        await using var stack = new StackProcess();
        await stack.StartAsync(Token);
        Assert.Equal(0, await stack.TerminateAsync(Token));
    }

    [Fact]
    public async Task A_busy_port_gives_one_clear_line()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var port = ((IPEndPoint)squatter.LocalEndpoint).Port;
        var (exitCode, output) = await RunAsync("--functions-port", $"{port}", "--webpubsub-port", "0", "--cosmos-port", "0");
        Assert.Equal(1, exitCode);
        var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"{port}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_none_is_refused()
    {
        var (exitCode, output) = await RunAsync("--cosmos-port", "70000");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("--cosmos-port must be a port from 0 to 65535.", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var data = Directory.CreateTempSubdirectory("fixia-e2e-").FullName;
        try
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "fixia-local.dll"), "--data", data, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(Token);
            var error = process.StandardError.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
