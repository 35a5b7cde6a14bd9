namespace Fixia.Local.FunctionsHost.Invocations;

/// <summary>One function as the worker describes it.</summary>
/// <param name="Id">How host and worker call it on the wire.</param>
/// <param name="Name">Its name in logs, and its route where it names none.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="Retries">What becomes of a failed invocation of a trigger that repeats.</param>
internal sealed record Function(string Id, string Name, TriggerBinding Trigger, RetryPolicy Retries)
{
    /// <summary>A refusal to run the function, for the one line that stops the start.</summary>
    public NotSupportedException Unsupported(string what) => new($"Function {Name}: {what}.");
}
