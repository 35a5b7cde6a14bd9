using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Fixia.Local.Clock;
using Fixia.Local.FunctionsHost.Worker;

namespace Fixia.Local.Stack;

/// <summary>
/// Azurite, Microsoft's emulator of Azure Storage, in a process of its own: the product's queue is there, and the official
/// Functions host keeps its keys and locks there (https://learn.microsoft.com/azure/storage/common/storage-use-azurite).
/// </summary>
internal sealed partial class Azurite : IAsyncDisposable
{
    /// <summary>What the storage SDKs take for the address and the account of an Azurite on its default ports.</summary>
    public const string OnDefaultPorts = "UseDevelopmentStorage=true";

    // Published with Azurite; it protects nothing.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly string[] Services = ["Blob", "Queue", "Table"];
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);

    private readonly Process process;

    private Azurite(Process process, string connectionString) => (this.process, ConnectionString) = (process, connectionString);

    /// <summary>The connection string of its blobs, queues and tables.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts it and waits until its three services listen.</summary>
    /// <param name="directory">Where its npm package is installed.</param>
    /// <param name="data">Where it keeps what it stores.</param>
    /// <param name="port">The first of its three ports; 0 takes free ones.</param>
    /// <param name="clock">Its clock; null leaves it the machine's.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="InvalidOperationException">It is not installed there, or it ended instead of listening.</exception>
    /// <exception cref="TimeoutException">It runs but does not listen.</exception>
    public static async Task<Azurite> StartAsync(string directory, string data, int port, DevClock? clock, CancellationToken cancellationToken)
    {
        var script = Path.GetFullPath(Path.Combine(directory, "node_modules", "azurite", "dist", "src", "azurite.js"));
        if (!File.Exists(script))
        {
            throw new InvalidOperationException($"Azurite is not installed: run npm ci --prefix {directory}");
        }

        // Azurite gives its files the usual mode; closed, the folder keeps others from all of them.
        PrivateFiles.CreateFolder(data);
        string[] command =
        [
            "node", .. clock is null ? (string[])[] : ["--require", Path.GetFullPath(Path.Combine(directory, DevClock.AzuriteModule))], script, "--silent", "--disableTelemetry", "--location", data,
            .. Services.SelectMany((service, i) => (string[])[$"--{service.ToLowerInvariant()}Port", PortOf(port, i)]),
        ];
        var start = GuardedProcess.StartInfo(command);
        if (clock is not null)
        {
            start.Environment[SharedClock.FileVariable] = clock.File;
        }

        var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var addresses = await ReadAddressesAsync(process, errors, cancellationToken);
            return new Azurite(process, port == StackOptions.DefaultStoragePort ? OnDefaultPorts : Connection(addresses));
        }
        catch (Exception e)
        {
            await StopAsync(process);
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"Azurite does not listen after {StartDeadline.TotalSeconds} s.", e);
            }

            throw;
        }
    }

    /// <summary>The connection string of an Azurite on this machine that somebody else has started.</summary>
    public static string ConnectionTo(int port) => port == StackOptions.DefaultStoragePort
        ? OnDefaultPorts
        : Connection(Services.Select((service, i) => (service, i)).ToDictionary(
            service => service.service, service => $"http://127.0.0.1:{PortOf(port, service.i)}"));

    public async ValueTask DisposeAsync() => await StopAsync(process);

    private static async Task<Dictionary<string, string>> ReadAddressesAsync(
        Process process, Task<string> errors, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StartDeadline);
        var addresses = new Dictionary<string, string>();
        while (addresses.Count < Services.Length)
        {
            var line = await process.StandardOutput.ReadLineAsync(deadline.Token)
                ?? throw new InvalidOperationException($"Azurite did not start: {(await errors).Trim().Split('\n')[0]}");
            if (Listening().Match(line) is { Success: true } match)
            {
                addresses[match.Groups["service"].Value] = match.Groups["address"].Value;
            }
        }

        // Nobody reads on: what it writes later must not fill the pipe and stop it.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return addresses;
    }

    private static string Connection(Dictionary<string, string> addresses) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + string.Concat(Services.Select(service => $"{service}Endpoint={addresses[service]}/{Account};"));

    private static string PortOf(int first, int index) => (first == 0 ? 0 : first + index).ToString(CultureInfo.InvariantCulture);

    private static async Task StopAsync(Process process)
    {
        using (process)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [GeneratedRegex(@"^Azurite (?<service>\w+) service is successfully listening at (?<address>http://\S+)")]
    private static partial Regex Listening();
}
