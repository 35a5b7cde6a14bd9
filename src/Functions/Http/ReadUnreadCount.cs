using System.Globalization;
using Fixia.Shared.Events;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Fixia.Functions.Http;

/// <summary><c>GET notifications/unread-count</c>.</summary>
public sealed class ReadUnreadCount(HttpApi api, Inbox inbox, IOptions<RealtimeOptions> options)
{
    /// <summary>Answers <see cref="UnreadCount"/>, or 304 as long as the number is the same.</summary>
    [Function(nameof(ReadUnreadCount))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "notifications/unread-count")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            var unread = await inbox.CountUnreadAsync(userId, cancellationToken);
            return new PolledResult<UnreadCount>(
                unread,
                FixiaJsonContext.Default.UnreadCount,
                options.Value.PollInterval,
                version: string.Create(CultureInfo.InvariantCulture, $"{unread.Count}/{unread.Unseen}"));
        });
}
