using System.Text.Json.Serialization;

namespace Fixia.Shared.Events;

/// <summary>
/// A client's event was refused or failed. It is sent with a 2xx like every other reply, because the service drops the
/// connection of a client whose event is answered otherwise.
/// </summary>
/// <param name="Code">One of <see cref="EventErrorCodes"/>.</param>
/// <param name="Message">What to correct, for the developer of the client.</param>
/// <param name="Event">The name of the event that failed.</param>
/// <param name="RetryAfterMs">How many milliseconds to wait before trying again; null when nobody can tell.</param>
public sealed record EventError(
    string Code,
    string Message,
    string Event,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfterMs = null) : ServerEvent(EventNames.Error);
