using System.Net.Sockets;
using Azure;
using Fixia.Local.FunctionsHost.Invocations;

namespace Fixia.Local.FunctionsHost.Settings;

/// <summary>Connections to Azure Storage, or to Azurite: <c>UseDevelopmentStorage=true</c>.</summary>
internal static class StorageConnection
{
    /// <summary>Where the host keeps its state, and where the queues are whose trigger names no connection.</summary>
    public const string OfHost = "AzureWebJobsStorage";

    // What follows the connection's name when it is one by identity.
    private static readonly string[] ByIdentity = ["accountName", "serviceUri", "queueServiceUri", "blobServiceUri", "credential"];

    /// <summary>Makes a client of the account that the connection names.</summary>
    /// <exception cref="InvalidOperationException">The connection is missing from the settings, or is no connection string.</exception>
    /// <exception cref="NotSupportedException">It is a connection by identity.</exception>
    public static TClient Open<TClient>(Function function, AppSettings settings, string name, Func<string, TClient> create)
    {
        if (settings.FindConnection(name) is null && ByIdentity.Any(part => settings.Find($"{settings.Resolve(name)}__{part}") is not null))
        {
            throw function.Unsupported($"the connection {name} is one by identity, and this host knows connection strings only");
        }

        var connectionString = settings.Connection(name);
        try
        {
            return create(connectionString);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // Without the reason, which may quote the key.
            throw new InvalidOperationException($"The connection {name} is no storage connection string.");
        }
    }

    /// <summary>Whether the exception is how the SDK says that an account refuses, or does not answer even after retries.</summary>
    public static bool IsFailure(Exception e) => e is RequestFailedException or AggregateException or SocketException or OperationCanceledException;

    /// <summary>The failure in words, without the account's address.</summary>
    public static string Reason(Exception failure) =>
        failure is RequestFailedException { Status: > 0 } refused ? $"the account answered {refused.Status}" : "the account does not answer";
}
