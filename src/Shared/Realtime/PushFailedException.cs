namespace Fixia.Shared.Realtime;

/// <summary>A push failed for a reason that passes; the batch that it belongs to must be processed again.</summary>
public sealed class PushFailedException(string message, Exception inner) : Exception(message, inner);
