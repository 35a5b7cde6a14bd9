using System.Reflection;

namespace Fixia.Local.FunctionsHost.Functions;

/// <summary>A function made ready to be invoked by triggers of one kind.</summary>
internal sealed class InvocationTarget<TTrigger>(Function function, Func<ParameterInfo, ParameterSource<TTrigger>?> fromTrigger)
{
    public Function Function { get; } = function;

    public InvocationDefinition Definition { get; } = new(function);

    public FunctionMethod Method { get; } = new(function);

    public ParameterBinder<TTrigger> Binder { get; } = new(function, fromTrigger);
}
