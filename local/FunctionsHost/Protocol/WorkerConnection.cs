using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Worker;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fixia.Local.FunctionsHost.Protocol;

/// <summary>The stream of one worker: requests and their answers, invocations and their results, logs.</summary>
internal sealed class WorkerConnection(string workerId, WorkerLogs logs) : IReadyWorker
{
    private const string HttpCapability = "HttpUri";

    /// <summary>Of the kind of host that this is, for workers that behave differently by it.</summary>
    private const string HostVersion = "4.1037.0";

    private static readonly TimeSpan ListenDelay = TimeSpan.FromMilliseconds(10);

    private readonly Channel<StreamingMessage> _outbox = Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _requests = new();
    private readonly ConcurrentDictionary<string, PendingInvocation> _invocations = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string WorkerId { get; } = workerId;

    public IReadOnlyList<Function> Functions { get; private set; } = [];

    public Uri? HttpEndpoint { get; private set; }

    /// <summary>Completes when the stream has ended.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Serves the stream until it ends.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(incoming, ending.Token);
        var writing = WriteAsync(outgoing, ending.Token);
        await Task.WhenAny(reading, writing);
        Close();
        await ending.CancelAsync();
        await Task.WhenAll(reading, writing);
    }

    /// <summary>Greets the worker, and has it load its functions.</summary>
    /// <exception cref="InvalidOperationException">The worker refused.</exception>
    /// <exception cref="NotSupportedException">A function has no trigger.</exception>
    public async Task InitializeAsync(string appDirectory, CancellationToken cancellationToken)
    {
        var hello = new WorkerInitRequest { HostVersion = HostVersion, WorkerDirectory = appDirectory, FunctionAppDirectory = appDirectory };
        var init = (await AskAsync(new StreamingMessage { WorkerInitRequest = hello }, cancellationToken)).WorkerInitResponse;
        Messages.Require(init.Result, "The worker did not start");
        HttpEndpoint = init.Capabilities.TryGetValue(HttpCapability, out var uri) ? new Uri(uri) : null;

        var request = new FunctionsMetadataRequest { FunctionAppDirectory = appDirectory };
        var metadata = (await AskAsync(new StreamingMessage { FunctionsMetadataRequest = request }, cancellationToken)).FunctionMetadataResponse;
        Messages.Require(metadata.Result, "The worker can't describe its functions");
        var loads = metadata.FunctionMetadataResults.Select(function => AskAsync(
            new StreamingMessage { FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function } },
            cancellationToken));
        foreach (var load in await Task.WhenAll(loads))
        {
            Messages.Require(load.FunctionLoadResponse.Result, "The worker can't load a function");
        }

        Functions = [.. metadata.FunctionMetadataResults.Select(Messages.ToFunction)];
        if (HttpEndpoint is not null)
        {
            await ListensAsync(HttpEndpoint, cancellationToken);
        }
    }

    public async Task<string?> InvokeAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var pending = new PendingInvocation(invocation.Function.Name);
        _invocations[invocation.Id] = pending;
        try
        {
            if (!_outbox.Writer.TryWrite(new StreamingMessage { RequestId = invocation.Id, InvocationRequest = Messages.ToRequest(invocation) }))
            {
                throw new WorkerLostException();
            }

            await using var cancel = cancellationToken.Register(() =>
                _outbox.Writer.TryWrite(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocation.Id } }));
            return Messages.ResultOf(await pending.Response.Task, cancellationToken);
        }
        finally
        {
            _invocations.TryRemove(invocation.Id, out _);
        }
    }

    /// <summary>Asks the worker to end. Its stream closes when it does.</summary>
    public void Terminate() => _outbox.Writer.TryWrite(
        new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) } });

    /// <summary>Ends the stream, and whatever waits for it.</summary>
    public void Close()
    {
        _outbox.Writer.TryComplete();
        foreach (var pending in _invocations.Values)
        {
            pending.Response.TrySetException(new WorkerLostException());
        }

        foreach (var request in _requests.Values)
        {
            request.TrySetException(new InvalidOperationException("The worker has ended."));
        }

        _closed.TrySetResult();
    }

    private async Task<StreamingMessage> AskAsync(StreamingMessage question, CancellationToken cancellationToken)
    {
        question.RequestId = Guid.NewGuid().ToString();
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[question.RequestId] = answer;
        if (!_outbox.Writer.TryWrite(question))
        {
            throw new InvalidOperationException("The worker has ended.");
        }

        return await answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Returns when something listens there: a worker connects to its host before its own HTTP server is up.</summary>
    private static async Task ListensAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(ListenDelay, cancellationToken);
            }
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<StreamingMessage> incoming, CancellationToken cancellationToken)
    {
        try
        {
            while (await incoming.MoveNext(cancellationToken))
            {
                Receive(incoming.Current);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // How a worker looks that was killed.
        }
    }

    private void Receive(StreamingMessage message)
    {
        if (message.InvocationResponse is { } response)
        {
            if (_invocations.TryGetValue(response.InvocationId, out var pending))
            {
                pending.Response.TrySetResult(response);
            }
        }
        else if (message.RpcLog is { } log)
        {
            logs.Write(log, _invocations.TryGetValue(log.InvocationId, out var invocation) ? invocation.Function : null);
        }
        else if (_requests.TryRemove(message.RequestId, out var answer))
        {
            answer.TrySetResult(message);
        }
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellationToken)
    {
        var buffered = new WriteOptions(WriteFlags.BufferHint);
        try
        {
            while (await _outbox.Reader.WaitToReadAsync(cancellationToken))
            {
                while (_outbox.Reader.TryRead(out var message))
                {
                    // What waits behind it goes out with it, in one write to the socket.
                    outgoing.WriteOptions = _outbox.Reader.TryPeek(out _) ? buffered : WriteOptions.Default;
                    await outgoing.WriteAsync(message, cancellationToken);
                }
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The reader sees the same end.
        }
    }

    private static bool IsEnd(Exception e) => e is IOException or OperationCanceledException or Grpc.Core.RpcException or InvalidOperationException;

    private sealed record PendingInvocation(string Function)
    {
        public TaskCompletionSource<InvocationResponse> Response { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
