using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.Protocol;

/// <summary>The gRPC server that workers connect to, on a port of its own on this machine.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, WorkerConnection> _expected = new();
    private readonly ILoggerFactory _loggers;
    private readonly WebApplication _application;

    private WorkerServer(ILoggerFactory loggers)
    {
        _loggers = loggers;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // A worker's stream is as busy as the app, and its messages are as large as a batch.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.InitialStreamWindowSize = kestrel.Limits.Http2.InitialConnectionWindowSize = 16 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton(this).AddSingleton(loggers).AddRoutingCore().AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = null;
            grpc.MaxSendMessageSize = null;
        });
        _application = builder.Build();
        _application.UseRouting();
        _application.MapGrpcService<Service>();
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint => new(_application.Urls.First());

    public static async Task<WorkerServer> StartAsync(ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var server = new WorkerServer(loggers);
        await server._application.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Makes ready for a worker that will connect under that id. Nobody else can: ids are random.</summary>
    public WorkerConnection Expect(string workerId) =>
        _expected[workerId] = new WorkerConnection(workerId, new WorkerLogs(_loggers));

    /// <summary>Ends the stream of a worker that is gone, or goes.</summary>
    public void Forget(WorkerConnection connection)
    {
        _expected.TryRemove(connection.WorkerId, out _);
        connection.Close();
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private sealed class Service(WorkerServer server) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
        {
            if (!await requestStream.MoveNext(context.CancellationToken)
                || requestStream.Current.StartStream is not { } start
                || !server._expected.TryGetValue(start.WorkerId, out var connection))
            {
                throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, "No such worker is expected."));
            }

            await connection.RunAsync(requestStream, responseStream, context.CancellationToken);
        }
    }
}
