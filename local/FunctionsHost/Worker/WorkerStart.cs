namespace Fixia.Local.FunctionsHost.Worker;

/// <summary>How a worker finds its host.</summary>
/// <param name="HostEndpoint">Where the host's gRPC server listens.</param>
/// <param name="WorkerId">What the worker names itself by when it connects.</param>
/// <param name="AppDirectory">The folder of the app.</param>
/// <param name="Settings">The app settings, under the names of environment variables.</param>
public sealed record WorkerStart(Uri HostEndpoint, string WorkerId, string AppDirectory, IReadOnlyDictionary<string, string?> Settings)
{
    /// <summary>The environment variable that names the folder of the app to the worker.</summary>
    public const string AppDirectoryVariable = "FUNCTIONS_APPLICATION_DIRECTORY";

    /// <summary>The arguments as the Functions host passes them: in an old form and a new one, of which workers read either.</summary>
    public IReadOnlyList<string> Arguments
    {
        get
        {
            var requestId = Guid.NewGuid().ToString();
            return
            [
                "--host", HostEndpoint.Host, "--port", $"{HostEndpoint.Port}", "--workerId", WorkerId, "--requestId", requestId,
                "--grpcMaxMessageLength", $"{int.MaxValue}",
                "--functions-uri", HostEndpoint.AbsoluteUri, "--functions-worker-id", WorkerId, "--functions-request-id", requestId,
                "--functions-grpc-max-message-length", $"{int.MaxValue}",
            ];
        }
    }

    /// <summary>The environment beside the one that is inherited: the app settings, and what tells a worker that it is one.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>(Settings)
    {
        ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
        ["FUNCTIONS_WORKER_DIRECTORY"] = AppDirectory,
        [AppDirectoryVariable] = AppDirectory,
    };
}
