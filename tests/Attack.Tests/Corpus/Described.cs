using System.Globalization;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace Fixia.Attack.Tests.Corpus;

/// <summary>Which answers the OpenAPI document has for which request.</summary>
internal sealed class Described
{
    private readonly List<Operation> operations = [];

    /// <summary>How many operations it has.</summary>
    public int Operations => operations.Count;

    /// <summary>Reads the document.</summary>
    /// <param name="yaml">Its text.</param>
    public static Described Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var described = new Described();
        foreach (var (path, methods) in (YamlMappingNode)stream.Documents[0].RootNode["paths"])
        {
            // Beside the methods a path has the parameters that they share.
            foreach (var (method, operation) in ((YamlMappingNode)methods).Where(member => member.Value is YamlMappingNode))
            {
                var statuses = ((YamlMappingNode)operation["responses"]).Children.Keys
                    .Select(status => int.Parse(status.ToString(), CultureInfo.InvariantCulture));
                described.operations.Add(new Operation($"{method}".ToUpperInvariant(), $"{path}".Split('/'), statuses.ToHashSet()));
            }
        }

        return described;
    }

    /// <summary>Whether a request, to a function, is one that the document has, and may be answered so.</summary>
    /// <param name="request">The request, with its first line.</param>
    /// <param name="status">The answer's status.</param>
    public bool Allows(byte[] request, int status)
    {
        var line = Encoding.UTF8.GetString(request.AsSpan(..request.IndexOf((byte)'\r'))).Split(' ');
        var path = line[1].Split('?')[0]["/api".Length..].Split('/');
        var asked = operations.Where(operation => operation.Method == line[0] && operation.Matches(path));
        return asked.MinBy(operation => operation.Parameters) is { } closest && closest.Statuses.Contains(status);
    }

    private sealed record Operation(string Method, string[] Path, HashSet<int> Statuses)
    {
        /// <summary>A path without parameters goes before one that has some.</summary>
        public int Parameters => Path.Count(IsParameter);

        public bool Matches(string[] path) => path.Length == Path.Length && Path.Zip(path).All(part => IsParameter(part.First) || part.First == part.Second);

        private static bool IsParameter(string part) => part.StartsWith('{');
    }
}
