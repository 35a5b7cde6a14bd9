using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.Functions;

/// <summary>Reads the value of one parameter from what triggered the invocation.</summary>
internal delegate object? ParameterSource<in TTrigger>(TTrigger trigger, FunctionContext context);

/// <summary>
/// Knows, from the start on, where each parameter of a function comes from: the invocation itself for the types that
/// every trigger can bind, the trigger for all others.
/// </summary>
internal sealed class ParameterBinder<TTrigger>
{
    private readonly ParameterSource<TTrigger>[] _sources;

    /// <param name="function">The function whose parameters are bound.</param>
    /// <param name="fromTrigger">Gives the source of a parameter, or null when the trigger has nothing for it.</param>
    /// <exception cref="NotSupportedException">A parameter has no source.</exception>
    public ParameterBinder(Function function, Func<ParameterInfo, ParameterSource<TTrigger>?> fromTrigger) =>
        _sources = [.. function.Method.GetParameters().Select(parameter =>
            FromInvocation(parameter)
            ?? fromTrigger(parameter)
            ?? throw function.Unsupported($"nothing binds to the parameter {parameter.Name} of type {parameter.ParameterType.Name}"))];

    public object?[] Bind(TTrigger trigger, FunctionContext context) => Array.ConvertAll(_sources, source => source(trigger, context));

    private static ParameterSource<TTrigger>? FromInvocation(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return (_, context) => context;
        }

        return parameter.ParameterType == typeof(CancellationToken) ? (_, context) => context.CancellationToken : null;
    }
}
