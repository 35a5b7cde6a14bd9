using System.Reflection;

namespace AzureStandIns.Tests.PublicApi;

/// <summary>
/// Public types with their members, one line each, read from the lists in <c>api/</c> or from an assembly:
/// a type line (<c>Namespace: sealed class Name : Base</c>), then its member lines.
/// </summary>
internal static class MemberLists
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static Dictionary<string, HashSet<string>> Read(string folder)
    {
        var types = new Dictionary<string, HashSet<string>>();
        foreach (var file in Directory.GetFiles(folder, "*.txt"))
        {
            HashSet<string> members = [];
            foreach (var line in File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#'))
            {
                if (line[0] == ' ')
                {
                    members.Add(line.Trim());
                }
                else if (!types.TryGetValue(line, out members!))
                {
                    types.Add(line, members = []);
                }
            }
        }

        return types;
    }

    public static Dictionary<string, HashSet<string>> Describe(Assembly assembly) =>
        assembly.GetExportedTypes().ToDictionary(TypeLine, type => MemberLines(type).ToHashSet());

    private static string TypeLine(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var root = type.IsEnum || type.BaseType is null || type.BaseType == typeof(object) ? string.Empty : $" : {Name(type.BaseType)}";
        return $"{type.Namespace}: {kind} {Name(type)}{root}";
    }

    private static IEnumerable<string> MemberLines(Type type)
    {
        if (type.IsEnum)
        {
            var values = Enum.GetNames(type).Select(name => $"{name}={Convert.ToInt64(Enum.Parse(type, name), null)}");
            return [$"values {string.Join(", ", values)}"];
        }

        return type.GetConstructors(Declared).Where(IsVisible).Select(ctor => $"{Protected(ctor)}ctor({Parameters(ctor)})")
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic).Select(FieldLine))
            .Concat(type.GetProperties(Declared).Where(property => property.GetAccessors().Length > 0).Select(PropertyLine))
            .Concat(type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName).Select(MethodLine));
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Protected(MethodBase method) => method.IsPublic ? string.Empty : "protected ";

    private static string FieldLine(FieldInfo field) => $"{(field.IsStatic ? "static " : "")}field {Name(field.FieldType)} {field.Name}";

    private static string PropertyLine(PropertyInfo property)
    {
        var get = property.GetMethod?.IsPublic is true ? "get; " : "";
        var set = property.SetMethod?.IsPublic is true ? "set; " : "";
        var isStatic = property.GetAccessors()[0].IsStatic ? "static " : "";
        return $"{isStatic}property {Name(property.PropertyType)} {property.Name} {{ {get}{set}}}";
    }

    private static string MethodLine(MethodInfo method)
    {
        var modifier = method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
        var generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Protected(method)}{modifier}{Name(method.ReturnType)} {method.Name}{generics}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}"));

    private static string Default(ParameterInfo parameter) => parameter switch
    {
        { DefaultValue: null } => "null/default",
        { ParameterType: { IsEnum: true } type } => Enum.GetName(type, parameter.DefaultValue!)!,
        _ => $"{parameter.DefaultValue}",
    };

    private static string Name(Type type)
    {
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }

        var name = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType
            ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }
}
