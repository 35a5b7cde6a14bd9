using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Tests.Support;

/// <summary>
/// An assembly with one function that does nothing, made at run time: a function that the host must refuse can't live
/// among the samples that it runs.
/// </summary>
internal static class EmittedAssembly
{
    /// <param name="triggerParameter">Type of the first parameter.</param>
    /// <param name="trigger">The attribute of the first parameter, if any.</param>
    /// <param name="moreParameters">Types of the other parameters, which are named <c>p2</c> and on.</param>
    public static Assembly WithFunction(Type triggerParameter, CustomAttributeBuilder? trigger, params Type[] moreParameters)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName($"Emitted{Guid.NewGuid():N}"), typeof(object).Assembly);
        var type = assembly.DefineDynamicModule("Emitted").DefineType("Emitted.Broken", TypeAttributes.Public);
        var method = type.DefineMethod("Run", MethodAttributes.Public, typeof(void), [triggerParameter, .. moreParameters]);
        method.SetCustomAttribute(new CustomAttributeBuilder(typeof(FunctionAttribute).GetConstructor([typeof(string)])!, ["Broken"]));
        var first = method.DefineParameter(1, ParameterAttributes.None, "p1");
        if (trigger is not null)
        {
            first.SetCustomAttribute(trigger);
        }

        for (var index = 0; index < moreParameters.Length; index++)
        {
            method.DefineParameter(index + 2, ParameterAttributes.None, $"p{index + 2}");
        }

        method.GetILGenerator().Emit(OpCodes.Ret);
        type.CreateType();
        using var stream = new MemoryStream();
        assembly.Save(stream);
        return Assembly.Load(stream.ToArray());
    }

    public static CustomAttributeBuilder Attribute(Type type, params object[] arguments) =>
        new(type.GetConstructor([.. arguments.Select(argument => argument.GetType())])!, arguments);
}
