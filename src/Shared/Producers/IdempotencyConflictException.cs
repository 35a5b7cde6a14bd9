namespace Fixia.Shared.Producers;

/// <summary>
/// An idempotency key came again with another request (draft-ietf-httpapi-idempotency-key-header, section 2.7). HTTP
/// answers 422.
/// </summary>
public sealed class IdempotencyConflictException()
    : Exception("This Idempotency-Key was used before, with another request.");
