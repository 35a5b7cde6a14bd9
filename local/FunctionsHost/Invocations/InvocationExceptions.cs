namespace Fixia.Local.FunctionsHost.Invocations;

/// <summary>The function threw; the message is the worker's description of its exception, with the stack.</summary>
internal sealed class FunctionFailedException(string message) : Exception(message);

/// <summary>The worker ended before it answered: whether the function ran to its end is not known.</summary>
internal sealed class WorkerLostException() : Exception("The worker ended before it answered.");
