using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Fixia.Local.FunctionsHost.Functions;

/// <summary>Finds the functions of an assembly, and refuses what this host would run wrong.</summary>
internal static class FunctionCatalog
{
    /// <exception cref="NotSupportedException">A function has no trigger, several, one of a kind that this host does not run, or an output binding.</exception>
    public static IReadOnlyList<Function> Find(Assembly assembly)
    {
        var functions = assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<FunctionAttribute>()))
            .Where(found => found.Attribute is not null)
            .Select(found => Read(found.Method, found.Attribute!.Name))
            .ToList();

        var twice = functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? functions : throw twice.First().Unsupported("another function has the same name");
    }

    private static Function Read(MethodInfo method, string name)
    {
        var triggers = method.GetParameters()
            .Select(parameter => (Parameter: parameter, Trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(found => found.Trigger is not null)
            .ToList();
        if (triggers is not [var (parameter, trigger)])
        {
            throw new NotSupportedException($"Function {name} ({method.DeclaringType}.{method.Name}): it needs exactly one trigger and has {triggers.Count}.");
        }

        var function = new Function(name, method, parameter, trigger!);
        if (trigger is not (HttpTriggerAttribute or CosmosDBTriggerAttribute or WebPubSubTriggerAttribute))
        {
            throw function.Unsupported($"this host does not run triggers of the kind {trigger!.GetType().Name}");
        }

        if (method.GetCustomAttribute<OutputBindingAttribute>() is { } output)
        {
            throw function.Unsupported($"this host does not write output bindings such as {output.GetType().Name}");
        }

        return function;
    }
}
