using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.Functions;

/// <summary>The <see cref="FunctionContext"/> of one invocation.</summary>
internal sealed class InvocationContext(
    InvocationDefinition definition, Guid invocationId, IServiceProvider services, CancellationToken cancellationToken) : FunctionContext
{
    private readonly InvocationBindingContext _bindings = new();

    public override string InvocationId { get; } = invocationId.ToString();

    public override string FunctionId => definition.Id;

    public override FunctionDefinition FunctionDefinition => definition;

    public override TraceContext TraceContext { get; } = new InvocationTraceContext();

    public override BindingContext BindingContext => _bindings;

    public override RetryContext RetryContext => Retry;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new InvocationFeatures();

    public override CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Which attempt this is; the first one of a function without retries, unless a trigger says otherwise.</summary>
    public InvocationRetryContext Retry { get; set; } = new(0, 0);

    /// <summary>What the trigger tells of itself, by name.</summary>
    public Dictionary<string, object?> BindingData => _bindings.Data;
}
