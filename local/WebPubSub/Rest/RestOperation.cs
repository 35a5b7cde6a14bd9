namespace Fixia.Local.WebPubSub.Rest;

/// <summary>One operation of the REST API: its method, its path as the reference spells it, and what it does.</summary>
internal sealed class RestOperation(string method, string path, Func<RestCall, Task> run)
{
    private readonly string[] _template = path.Split('/')[1..];

    public string Method { get; } = method;

    /// <summary>All but the health check do.</summary>
    public bool NeedsToken { get; init; } = true;

    public Task RunAsync(RestCall call) => run(call);

    public bool Matches(string[] segments) =>
        segments.Length == _template.Length
        && _template.Zip(segments).All(pair => IsParameter(pair.First) || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));

    /// <summary>The values of the path's parameters by their names.</summary>
    public Dictionary<string, string> ValuesOf(string[] segments) =>
        _template.Zip(segments).Where(pair => IsParameter(pair.First)).ToDictionary(pair => pair.First[1..^1], pair => pair.Second);

    private static bool IsParameter(string segment) => segment.StartsWith('{');
}
