using System.Text.RegularExpressions;
using Fixia.Shared.Notifications;
using Fixia.Shared.Users;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Producers;

/// <summary>The rules that a producer's request follows, checked at the edge; each refusal names the member.</summary>
public sealed partial class ContentRules(IOptions<ProducerOptions> options, TimeProvider time)
{
    /// <summary>Most characters of a title.</summary>
    public const int MaxTitleLength = 200;

    /// <summary>Most characters of a message.</summary>
    public const int MaxMessageLength = 4000;

    /// <summary>Most characters of an action URL.</summary>
    public const int MaxActionUrlLength = 2000;

    /// <summary>The farthest away that anything may expire: Cosmos DB counts a time to live in seconds of 32 bits.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3650);

    /// <summary>Checks a request for users.</summary>
    /// <exception cref="InvalidRequestException">The first member that breaks a rule, by name.</exception>
    public void Check(NotificationRequest request)
    {
        Require(request.UserIds is { Count: >= 1 and <= NotificationRequest.MaxUsers }, "user_ids", $"needs 1 to {NotificationRequest.MaxUsers} users.");
        for (var i = 0; i < request.UserIds!.Count; i++)
        {
            Require(UserId.IsValid(request.UserIds[i]), $"user_ids[{i}]", UserId.Rule);
        }

        CheckContent(request, MaxLifetime);
    }

    /// <summary>Checks an announcement.</summary>
    /// <exception cref="InvalidRequestException">The first member that breaks a rule, by name.</exception>
    public void Check(AnnouncementRequest request) => CheckContent(request, AnnouncementRequest.MaxLifetime);

    private void CheckContent(NotificationContent content, TimeSpan maxLifetime)
    {
        Require(content.Type is not null && TypeSlug().IsMatch(content.Type), "type", "must be a slug of a-z, 0-9, '-' and '_', at most 50 long.");
        Require(content.Title is { Length: >= 1 and <= MaxTitleLength }, "title", $"needs 1 to {MaxTitleLength} characters.");
        Require(content.Message is { Length: >= 1 and <= MaxMessageLength }, "message", $"needs 1 to {MaxMessageLength} characters.");
        Require(content.ActionUrl is null || IsSafe(content.ActionUrl), "action_url", "must be a path that starts with one '/', or an https URL of an allowed host.");
        Require(content.Priority is null or NotificationPriority.Normal or NotificationPriority.Critical, "priority", "must be 'normal' or 'critical'.");
        if (content.ExpiresAt is { } expiresAt)
        {
            var rest = expiresAt - time.GetUtcNow();
            Require(rest > TimeSpan.FromSeconds(1) && rest <= maxLifetime, "expires_at", $"must lie in the future, at most {maxLifetime.TotalDays:F0} days away.");
        }
    }

    /// <summary>A path on the web app or an https URL of a known host: nothing that a click could turn into script, or lead astray.</summary>
    private bool IsSafe(string url) =>
        url.Length <= MaxActionUrlLength
        && !url.AsSpan().ContainsAnyInRange('\0', ' ')
        && !url.Contains('\\', StringComparison.Ordinal)
        && (url.StartsWith('/')
            ? !url.StartsWith("//", StringComparison.Ordinal)
            : Uri.TryCreate(url, UriKind.Absolute, out var uri)
                && uri.Scheme == Uri.UriSchemeHttps
                && uri.UserInfo.Length == 0
                && options.Value.ActionHosts.Contains(uri.IdnHost, StringComparer.OrdinalIgnoreCase));

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
