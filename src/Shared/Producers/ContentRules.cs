using System.Text.RegularExpressions;
using Fixia.Shared.Notifications;
using Fixia.Shared.Users;

namespace Fixia.Shared.Producers;

/// <summary>The rules that a producer's request follows, checked at the edge; each refusal names the member.</summary>
public sealed partial class ContentRules(LinkRules links, TimeProvider time)
{
    /// <summary>The farthest away that anything may expire: Cosmos DB counts a time to live in seconds of 32 bits.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3650);

    /// <summary>Checks a request for users.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mostUsers">How many users it may address.</param>
    /// <exception cref="InvalidRequestException">The first member that breaks a rule, by name.</exception>
    public void Check(NotificationRequest request, int mostUsers = NotificationRequest.MaxUsers)
    {
        Require(request.UserIds is { Count: >= 1 } users && users.Count <= mostUsers, "user_ids", $"needs 1 to {mostUsers} users.");
        for (var i = 0; i < request.UserIds!.Count; i++)
        {
            Require(UserId.IsValid(request.UserIds[i]), $"user_ids[{i}]", UserId.Rule);
        }

        Require(request.GroupKey is null || NotificationKeyStore.IsValid(request.GroupKey), "group_key", NotificationKeyStore.Rule);
        Require(request.Key is null || NotificationKeyStore.IsValid(request.Key), "key", NotificationKeyStore.Rule);
        CheckTimed(request, request.SendAt);
    }

    /// <summary>Checks what is to take the place of a content.</summary>
    /// <exception cref="InvalidRequestException">The first member that breaks a rule, by name.</exception>
    public void Check(NotificationUpdate update) => CheckTimed(update, update.SendAt);

    /// <summary>Checks an announcement.</summary>
    /// <exception cref="InvalidRequestException">The first member that breaks a rule, by name.</exception>
    public void Check(AnnouncementRequest request)
    {
        Require(request.Actions is null, "actions", "must be absent: an announcement has no outcome that could be everybody's.");
        CheckContent(request, AnnouncementRequest.MaxLifetime);
    }

    private void CheckTimed(NotificationContent content, DateTimeOffset? sendAt)
    {
        CheckContent(content, MaxLifetime);
        Require(content.Actions is null || NotificationAction.AreValid(content.Actions), "actions", NotificationAction.Rule);
        var latest = NotificationRequest.LatestSend;
        Require(sendAt is null || sendAt - time.GetUtcNow() <= latest, "send_at", $"must lie at most {latest.TotalDays:F0} days away.");
        Require(!(content.ExpiresAt <= sendAt), "expires_at", "must lie after 'send_at'.");
    }

    private void CheckContent(NotificationContent content, TimeSpan maxLifetime)
    {
        Require(content.Type is not null && TypeSlug().IsMatch(content.Type), "type", "must be a slug of a-z, 0-9, '-' and '_', at most 50 long.");
        Require(content.Title is { Length: >= 1 and <= ContentLimits.Title }, "title", $"needs 1 to {ContentLimits.Title} characters.");
        Require(content.Message is { Length: >= 1 and <= ContentLimits.Message }, "message", $"needs 1 to {ContentLimits.Message} characters.");
        Require(content.ActionUrl is null || links.IsSafe(content.ActionUrl), "action_url", LinkRules.Rule);
        Require(content.Priority is null or NotificationPriority.Normal or NotificationPriority.Critical, "priority", "must be 'normal' or 'critical'.");
        if (content.ExpiresAt is { } expiresAt)
        {
            var rest = expiresAt - time.GetUtcNow();
            Require(rest > TimeSpan.FromSeconds(1) && rest <= maxLifetime, "expires_at", $"must lie in the future, at most {maxLifetime.TotalDays:F0} days away.");
        }
    }

    private static void Require(bool holds, string member, string rule)
    {
        if (!holds)
        {
            throw new InvalidRequestException($"'{member}' {rule}", member);
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,49}\\z")]
    private static partial Regex TypeSlug();
}
