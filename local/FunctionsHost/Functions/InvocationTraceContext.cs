using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.Functions;

/// <summary>The W3C trace context that the invocation started under; empty when nothing traces.</summary>
internal sealed class InvocationTraceContext : TraceContext
{
    public override string TraceParent { get; } = Activity.Current?.Id ?? string.Empty;

    public override string TraceState { get; } = Activity.Current?.TraceStateString ?? string.Empty;

    public override IReadOnlyDictionary<string, string> Attributes => ImmutableDictionary<string, string>.Empty;

    public override IReadOnlyDictionary<string, string> Baggage => ImmutableDictionary<string, string>.Empty;
}
