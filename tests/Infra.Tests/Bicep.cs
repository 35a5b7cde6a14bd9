using System.Diagnostics;
using System.Text.Json;
using StreamJsonRpc;

namespace Fixia.Infra.Tests;

/// <summary>
/// The official Bicep CLI, asked over JSON-RPC: one process for all tests, because each one needs seconds until it has started.
/// </summary>
public sealed class Bicep : IDisposable
{
    private readonly Process process;
    private readonly JsonRpc rpc;

    /// <summary>Starts it.</summary>
    public Bicep()
    {
        process = Process.Start(new ProcessStartInfo(Repository.BicepCli, ["jsonrpc", "--stdio"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var formatter = new SystemTextJsonFormatter { JsonSerializerOptions = new(JsonSerializerDefaults.Web) };
        rpc = new JsonRpc(new HeaderDelimitedMessageHandler(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, formatter));
        rpc.StartListening();
    }

    /// <summary>Compiles a template; its linter speaks, too.</summary>
    public Task<Compiled> CompileAsync(string path) =>
        rpc.InvokeWithParameterObjectAsync<Compiled>("bicep/compile", new { path }, TestContext.Current.CancellationToken);

    /// <summary>Expands a template with a file of parameters, as Azure would.</summary>
    /// <param name="path">The parameters.</param>
    /// <param name="location">Where it is deployed; null for a template of a resource group.</param>
    /// <returns>The text; null where the template refuses that, and then why.</returns>
    public async Task<(string Errors, string? Text)> ExpandAsync(string path, string? location)
    {
        var metadata = new
        {
            tenantId = "00000000-0000-0000-0000-000000000002",
            subscriptionId = "00000000-0000-0000-0000-000000000001",
            resourceGroup = location is null ? "rg-fixia" : null,
            location,
            deploymentName = "fixia",
        };
        try
        {
            var expanded = await rpc.InvokeWithParameterObjectAsync<Expanded>("bicep/getSnapshot", new { path, metadata }, TestContext.Current.CancellationToken);
            return ("", expanded.Snapshot);
        }
        catch (RemoteInvocationException e)
        {
            return (e.Message, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        rpc.Dispose();
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    /// <summary>What became of a template.</summary>
    /// <param name="Success">Whether it compiles.</param>
    /// <param name="Diagnostics">What compiler and linter have to say.</param>
    /// <param name="Contents">The compiled template.</param>
    public sealed record Compiled(bool Success, IReadOnlyList<JsonElement> Diagnostics, string? Contents);

    private sealed record Expanded(string Snapshot);
}
