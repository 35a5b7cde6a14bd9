using Fixia.Shared;
using Fixia.Shared.Analytics;
using Fixia.Shared.Data;
using Fixia.Shared.Journal;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Operations;
using Fixia.Shared.Producers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary>What operators ask: how well delivery goes, and why a user did not get something.</summary>
public sealed class OperationsApi(HttpApi api, AnalyticsStore analytics, PushStore pushes, UserTimeline timeline, TimeProvider time)
{
    private const int DefaultPageSize = 20;

    /// <summary>Most days that are reported at once, by hour and by day.</summary>
    private const int MaxDaysByHour = 31;
    private const int MaxDaysByDay = 92;

    /// <summary>How many minutes of what goes on are reported, unless asked for others, and at most.</summary>
    private const int DefaultMinutes = 5;
    private const int MaxMinutes = 60;

    /// <summary>
    /// <c>GET analytics?from=&amp;to=&amp;interval=hour|day&amp;type=</c>: what became of the notifications that were created then.
    /// <c>from</c> is taken down and <c>to</c> up to the hour or the day in UTC; the last day by hour, where they are left out. Answers <see cref="AnalyticsReport"/>.
    /// </summary>
    [Function(nameof(ReadAnalytics))]
    public Task<IResult> ReadAnalytics(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "analytics")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Operate, async _ =>
        {
            var byDay = QueryParameters.Text(request, "interval", "hour".Length) switch
            {
                null or "hour" => false,
                "day" => true,
                _ => throw new InvalidRequestException("'interval' must be hour or day.", "interval"),
            };
            var (length, maxDays) = byDay ? (TimeSpan.FromDays(1), MaxDaysByDay) : (TimeSpan.FromHours(1), MaxDaysByHour);
            var to = QueryParameters.Time(request, "to") ?? time.GetUtcNow();
            var from = QueryParameters.Time(request, "from") ?? (to > DateTimeOffset.UnixEpoch ? to.AddDays(-1) : to);
            if (from > to || to - from > TimeSpan.FromDays(maxDays))
            {
                throw new InvalidRequestException($"'from' must not lie after 'to', nor more than {maxDays} days before it.", "from");
            }

            var type = QueryParameters.Text(request, "type", ContentLimits.Type);
            var end = StartOf(to, length);
            var hours = await analytics.ReadAsync(StartOf(from, length), end == to || end > DateTimeOffset.MaxValue - length ? end : end + length, cancellationToken);
            return TypedResults.Json(AnalyticsReport.Of(hours, byDay, type), FixiaJsonContext.Default.AnalyticsReport);
        });

    /// <summary>
    /// <c>GET analytics/live?minutes=</c>: what the app did in the last minutes, 5 unless told and 60 at most. Answers <see cref="LiveReport"/>.
    /// </summary>
    [Function(nameof(ReadLiveAnalytics))]
    public Task<IResult> ReadLiveAnalytics(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "analytics/live")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Operate, async _ =>
        {
            var minutes = QueryParameters.Number(request, "minutes", DefaultMinutes, MaxMinutes);
            var now = time.GetUtcNow();
            var beats = await pushes.ReadBeatsAsync(LiveReport.StartOf(now, minutes), now, cancellationToken);
            return TypedResults.Json(LiveReport.Of(beats, now, minutes), FixiaJsonContext.Default.LiveReport);
        });

    /// <summary>
    /// <c>GET users/{userId}/timeline?limit=&amp;cursor=</c>: the user's notifications, newest first, with what became of each. Answers
    /// <see cref="Timeline"/>; of an unknown user there is nothing in it.
    /// </summary>
    [Function(nameof(ReadTimeline))]
    public Task<IResult> ReadTimeline(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{userId}/timeline")] HttpRequest request,
        string userId,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Operate, async _ =>
        {
            var limit = QueryParameters.Limit(request, DefaultPageSize, UserTimeline.MaxPageSize);
            var cursor = request.Query["cursor"].ToString() is { Length: > 0 } text ? FeedCursor.Parse(text) : (FeedCursor?)null;
            var read = await timeline.ReadAsync(UserPath.Read(userId), cursor, limit, cancellationToken);
            return TypedResults.Json(read, FixiaJsonContext.Default.Timeline);
        });

    /// <summary>The beginning of the hour or day in UTC that a moment lies in.</summary>
    private static DateTimeOffset StartOf(DateTimeOffset time, TimeSpan length) => new(time.UtcTicks - (time.UtcTicks % length.Ticks), TimeSpan.Zero);
}
