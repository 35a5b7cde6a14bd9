namespace Fixia.Shared.Producers;

/// <summary>
/// A key came again with another request (draft-ietf-httpapi-idempotency-key-header, section 2.7), or after it was cancelled. HTTP
/// answers 422.
/// </summary>
public sealed class IdempotencyConflictException(string message) : Exception(message);
