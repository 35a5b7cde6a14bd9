using System.Text.Json.Serialization;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Producers;

/// <summary>The answer to a producer: one notification a user, in the order of the request.</summary>
/// <param name="Notifications">What was created.</param>
/// <param name="Failures">Users that could not be served; absent when there are none. Repeating the request with the same idempotency key tries only to complete it.</param>
public sealed record CreatedNotifications(
    IReadOnlyList<Notification> Notifications,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FailedUser>? Failures = null);
