using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fixia.Shared;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Fixia.Functions.Http;

/// <summary>What a user reads, and what clients poll when they can't connect.</summary>
public sealed class FeedApi(HttpApi api, Inbox inbox, IOptions<RealtimeOptions> options)
{
    /// <summary>
    /// <c>GET notifications?cursor=&amp;limit=&amp;unread=&amp;archived=&amp;snoozed=&amp;type=</c>: the feed, newest first. Answers
    /// <see cref="FeedPage"/>, or 304.
    /// </summary>
    [Function(nameof(ReadFeed))]
    public Task<IResult> ReadFeed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "notifications")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            var filter = new FeedFilter(QueryParameters.Flag(request, "unread"), Removed(request), QueryParameters.Text(request, "type", ContentLimits.Type));
            var limit = QueryParameters.Limit(request, Inbox.DefaultPageSize, Inbox.MaxPageSize);
            if (Cursor(request) is { } cursor)
            {
                var older = await inbox.ReadAsync(userId, filter, cursor, limit, cancellationToken);
                return new PolledResult<FeedPage>(older, FixiaJsonContext.Default.FeedPage, options.Value);
            }

            // What was asked for is part of the version: a client may mix up its tags. One of them is looked at, because each
            // costs reads.
            var asked = string.Create(CultureInfo.InvariantCulture, $"{limit}{(filter.UnreadOnly ? "u" : "")}{filter.Removed?[..1]}{Hash(filter.Type)}.");
            if (PolledResult.KnownTags(request).FirstOrDefault(tag => tag.StartsWith(asked, StringComparison.Ordinal)) is { } tag
                && FeedVersion.Parse(tag.AsSpan(asked.Length)) is { } known
                && await inbox.IsCurrentAsync(userId, known, cancellationToken))
            {
                return new PolledResult<FeedPage>(null, FixiaJsonContext.Default.FeedPage, options.Value, tag);
            }

            var (page, version) = await inbox.ReadFirstAsync(userId, filter, limit, cancellationToken);
            return new PolledResult<FeedPage>(page, FixiaJsonContext.Default.FeedPage, options.Value, asked + version);
        });

    /// <summary><c>GET notifications/unread-count</c>. Answers <see cref="UnreadCount"/>, or 304 as long as the number is the same.</summary>
    [Function(nameof(ReadUnreadCount))]
    public Task<IResult> ReadUnreadCount(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "notifications/unread-count")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            var unread = await inbox.CountUnreadAsync(userId, cancellationToken);
            return new PolledResult<UnreadCount>(
                unread with { UserId = userId },
                FixiaJsonContext.Default.UnreadCount,
                options.Value,
                tag: string.Create(
                    CultureInfo.InvariantCulture, $"{unread.Count}/{unread.Unseen}/{unread.Announced?.ToUnixTimeMilliseconds()}/{Hash(Text(unread.ByType!))}"));
        });

    /// <summary>Types are anybody's words, and a tag holds not every character.</summary>
    private static string Hash(string? text) =>
        string.IsNullOrEmpty(text) ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    private static string Text(IReadOnlyDictionary<string, int> byType) => string.Join(
        '\n', byType.OrderBy(type => type.Key, StringComparer.Ordinal).Select(type => string.Create(CultureInfo.InvariantCulture, $"{type.Value} {type.Key}")));

    private static string? Removed(HttpRequest request) => (QueryParameters.Flag(request, "archived"), QueryParameters.Flag(request, "snoozed")) switch
    {
        (true, true) => throw new InvalidRequestException("'archived' and 'snoozed' exclude each other.", "snoozed"),
        (true, false) => NotificationRemoval.Archived,
        (false, true) => NotificationRemoval.Snoozed,
        _ => null,
    };

    private static FeedCursor? Cursor(HttpRequest request) =>
        request.Query["cursor"].ToString() is { Length: > 0 } text ? FeedCursor.Parse(text) : null;
}
