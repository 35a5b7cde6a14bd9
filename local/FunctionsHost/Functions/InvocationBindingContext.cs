using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.Functions;

/// <summary>What the trigger of one invocation tells of itself, by name.</summary>
internal sealed class InvocationBindingContext : BindingContext
{
    public Dictionary<string, object?> Data { get; } = new(StringComparer.OrdinalIgnoreCase);

    public override IReadOnlyDictionary<string, object?> BindingData => Data;
}
