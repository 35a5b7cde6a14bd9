namespace Fixia.Shared.Data;

/// <summary>
/// The queue did not take a message. As every other failure of input and output it may pass, so that what needed the queue is
/// tried again: even a queue or a role that is missing is one that an operator makes.
/// </summary>
public sealed class QueueFailedException(string message, Exception inner) : IOException(message, inner);
