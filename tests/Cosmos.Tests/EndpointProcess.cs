using System.Diagnostics;
using Fixia.Local.Cosmos;

namespace Cosmos.Tests;

/// <summary>An endpoint in a process of its own, which can be killed.</summary>
internal sealed class EndpointProcess : IDisposable
{
    public const string Verb = "serve-cosmos-endpoint";

    private readonly Process process;

    private EndpointProcess(Process process, string connectionString)
    {
        this.process = process;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <summary>What the child process runs: it serves until its input ends, which it does when the parent ends.</summary>
    public static async Task<int> RunAsync(string dataFile)
    {
        await using var endpoint = await CosmosEndpoint.StartAsync(new CosmosEndpointOptions { DataFile = dataFile }, CancellationToken.None);
        Console.WriteLine(endpoint.ConnectionString);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public static async Task<EndpointProcess> StartAsync(string dataFile, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(EndpointProcess).Assembly.Location, Verb, dataFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var connectionString = await process.StandardOutput.ReadLineAsync(ct)
            ?? throw new InvalidOperationException("The endpoint's process ended before it listened.");
        return new EndpointProcess(process, connectionString);
    }

    /// <summary>Ends the process with SIGKILL: it gets no chance to finish anything.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        process.Kill();
        await process.WaitForExitAsync(ct);
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }
}
