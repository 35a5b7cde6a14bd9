using System.Text.Json.Serialization;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Producers;

/// <summary>The answer to a producer: one notification a user, in the order of the request.</summary>
/// <param name="Notifications">What was created.</param>
/// <param name="Scheduled">What is to be sent later; absent when the request is for now.</param>
/// <param name="Failures">Users that could not be served; absent when there are none. Repeating the request with the same idempotency key tries only to complete it.</param>
public sealed record CreatedNotifications(
    IReadOnlyList<Notification> Notifications,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ScheduledSend>? Scheduled = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FailedUser>? Failures = null);
