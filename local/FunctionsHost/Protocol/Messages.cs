using System.Diagnostics;
using Fixia.Local.FunctionsHost.Invocations;
using Google.Protobuf.WellKnownTypes;

namespace Fixia.Local.FunctionsHost.Protocol;

/// <summary>The host's model as messages of the protocol, and back.</summary>
internal static class Messages
{
    /// <exception cref="NotSupportedException">The function has no trigger.</exception>
    public static Function ToFunction(RpcFunctionMetadata metadata) => new(
        metadata.FunctionId,
        metadata.Name,
        TriggerBinding.Find(metadata.RawBindings) ?? throw new NotSupportedException($"Function {metadata.Name}: it has no trigger."),
        ToRetryPolicy(metadata.RetryOptions));

    public static InvocationRequest ToRequest(Invocation invocation)
    {
        var request = new InvocationRequest
        {
            InvocationId = invocation.Id,
            FunctionId = invocation.Function.Id,
            InputData = { new ParameterBinding { Name = invocation.Function.Trigger.Parameter, Data = ToData(invocation.Input) } },
            TraceContext = new RpcTraceContext
            {
                TraceParent = Activity.Current?.Id ?? string.Empty,
                TraceState = Activity.Current?.TraceStateString ?? string.Empty,
            },
        };
        foreach (var (name, value) in invocation.Metadata)
        {
            request.TriggerMetadata[name] = new TypedData { String = value };
        }

        if (invocation.Retry is { } retry)
        {
            request.RetryContext = new RetryContext { RetryCount = retry.Count, MaxRetryCount = retry.MaxCount };
        }

        return request;
    }

    /// <exception cref="FunctionFailedException">The function threw.</exception>
    /// <exception cref="OperationCanceledException">It ended because it was cancelled.</exception>
    public static string? ResultOf(InvocationResponse response, CancellationToken cancellationToken)
    {
        if (response.Result.Status == StatusResult.Types.Status.Success)
        {
            return response.ReturnValue?.DataCase switch
            {
                TypedData.DataOneofCase.Json => response.ReturnValue.Json,
                TypedData.DataOneofCase.String => response.ReturnValue.String,
                _ => null,
            };
        }

        // Workers call a cancelled function a failed one, depending on how its exception was wrapped.
        cancellationToken.ThrowIfCancellationRequested();
        throw new FunctionFailedException(Describe(response.Result.Exception));
    }

    /// <exception cref="InvalidOperationException">The result is no success.</exception>
    public static void Require(StatusResult result, string otherwise)
    {
        if (result.Status != StatusResult.Types.Status.Success)
        {
            throw new InvalidOperationException($"{otherwise}: {result.Exception?.Message}");
        }
    }

    private static RetryPolicy ToRetryPolicy(RpcRetryOptions? options) => options switch
    {
        null => RetryPolicy.None,
        { RetryStrategy: RpcRetryOptions.Types.RetryStrategy.FixedDelay } =>
            new(options.MaxRetryCount, Span(options.DelayInterval), Span(options.DelayInterval)),
        _ => new(options.MaxRetryCount, Span(options.MinimumInterval), Span(options.MaximumInterval)),
    };

    private static TimeSpan Span(Duration? duration) => duration?.ToTimeSpan() ?? TimeSpan.Zero;

    private static TypedData ToData(TriggerValue value) => value.Form switch
    {
        TriggerValueForm.Http => new TypedData { Http = new RpcHttp() },
        TriggerValueForm.Json => new TypedData { Json = value.Content },
        _ => new TypedData { String = value.Content },
    };

    private static string Describe(RpcException? exception) =>
        exception is null ? "The function failed." : $"{exception.Type} {exception.Message}{Environment.NewLine}{exception.StackTrace}".Trim();
}
