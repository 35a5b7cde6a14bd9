namespace Fixia.Local.Stack;

/// <summary>The <c>Values</c> of a <c>local.settings.json</c>, for a Functions host that somebody else starts.</summary>
internal static class LocalSettings
{
    /// <summary>The app's settings, and those that Functions Core Tools itself needs.</summary>
    public static IReadOnlyDictionary<string, string?> From(IEnumerable<KeyValuePair<string, string?>> settings) =>
        new Dictionary<string, string?>([new("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated"), .. settings]);
}
