using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Fixia.Local.FunctionsHost.Functions;

/// <summary>One <c>[Function]</c> method with the trigger that starts it.</summary>
internal sealed record Function(string Name, MethodInfo Method, ParameterInfo TriggerParameter, TriggerBindingAttribute Trigger)
{
    public RetryAttribute? Retry { get; } = Method.GetCustomAttribute<RetryAttribute>();

    public string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    /// <summary>A refusal to run the function, for the one line that stops the start.</summary>
    public NotSupportedException Unsupported(string what) => new($"Function {Name} ({EntryPoint}): {what}.");
}
