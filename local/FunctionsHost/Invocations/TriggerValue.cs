namespace Fixia.Local.FunctionsHost.Invocations;

/// <summary>A value for a parameter, in the one of the worker's forms that its trigger uses.</summary>
/// <param name="Form">The form.</param>
/// <param name="Content">The text or the JSON; empty for an HTTP request, which goes to the worker's HTTP server.</param>
internal readonly record struct TriggerValue(TriggerValueForm Form, string Content)
{
    public static TriggerValue Http { get; } = new(TriggerValueForm.Http, string.Empty);

    public static TriggerValue Text(string text) => new(TriggerValueForm.Text, text);

    public static TriggerValue Json(string json) => new(TriggerValueForm.Json, json);
}

/// <summary>How a value travels to the worker.</summary>
internal enum TriggerValueForm
{
    /// <summary>Text; JSON in it is read by the worker when the parameter wants an object.</summary>
    Text,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>An HTTP request, which the worker takes from its HTTP server under the invocation's id.</summary>
    Http,
}
