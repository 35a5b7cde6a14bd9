using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Fixia.Shared.Users;

namespace Fixia.Shared.Notifications;

/// <summary>What a producer posts: one notification for one or many users.</summary>
public sealed partial record NotificationRequest
{
    /// <summary>Most users that one call may address.</summary>
    public const int MaxUsers = 1000;

    /// <summary>Most characters of a title.</summary>
    public const int MaxTitleLength = 200;

    /// <summary>Most characters of a message.</summary>
    public const int MaxMessageLength = 4000;

    /// <summary>Most characters of an action URL.</summary>
    public const int MaxActionUrlLength = 2000;

    /// <summary>The recipients.</summary>
    [JsonPropertyName("user_ids")]
    public IReadOnlyList<string>? UserIds { get; init; }

    /// <inheritdoc cref="NotificationDocument.Type"/>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <inheritdoc cref="NotificationDocument.Title"/>
    [JsonPropertyName("title")]
    public string? Title { get; init; }

    /// <inheritdoc cref="NotificationDocument.Message"/>
    [JsonPropertyName("message")]
    public string? Message { get; init; }

    /// <inheritdoc cref="NotificationDocument.ActionUrl"/>
    [JsonPropertyName("action_url")]
    public string? ActionUrl { get; init; }

    /// <inheritdoc cref="NotificationDocument.Priority"/>
    [JsonPropertyName("priority")]
    public string? Priority { get; init; }

    /// <summary>Checks every member.</summary>
    /// <exception cref="InvalidRequestException">The first member that breaks a rule, by name.</exception>
    public void Validate()
    {
        Require(UserIds is { Count: >= 1 and <= MaxUsers }, "user_ids", $"needs 1 to {MaxUsers} users.");
        for (var i = 0; i < UserIds!.Count; i++)
        {
            Require(UserId.IsValid(UserIds[i]), $"user_ids[{i}]", UserId.Rule);
        }

        Require(Type is not null && TypeSlug().IsMatch(Type), "type", "must be a slug of a-z, 0-9, '-' and '_', at most 50 long.");
        Require(Title is { Length: >= 1 and <= MaxTitleLength }, "title", $"needs 1 to {MaxTitleLength} characters.");
        Require(Message is { Length: >= 1 and <= MaxMessageLength }, "message", $"needs 1 to {MaxMessageLength} characters.");
        Require(ActionUrl is null || IsSafeUrl(ActionUrl), "action_url", "must be a path that starts with one '/', or an https URL.");
        Require(Priority is null or NotificationPriority.Normal or NotificationPriority.Critical, "priority", "must be 'normal' or 'critical'.");
    }

    /// <summary>A path on the web app or an https URL: nothing that a click could turn into script or another origin by surprise.</summary>
    private static bool IsSafeUrl(string url) =>
        url.Length <= MaxActionUrlLength
        && !url.AsSpan().ContainsAnyInRange('\0', ' ')
        && !url.Contains('\\', StringComparison.Ordinal)
        && (url.StartsWith('/')
            ? !url.StartsWith("//", StringComparison.Ordinal)
            : Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0);

    private static void Require(bool holds, string member, string rule)
    {
        if (!holds)
        {
            throw new InvalidRequestException($"'{member}' {rule}", member);
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,49}$")]
    private static partial Regex TypeSlug();
}
