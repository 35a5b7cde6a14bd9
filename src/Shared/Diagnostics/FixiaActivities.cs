using System.Diagnostics;

namespace Fixia.Shared.Diagnostics;

/// <summary>
/// The spans of the activity source <c>Fixia</c>. No tag holds a user, a token or a payload. The trace of a producer goes
/// on in the push that it caused: the stored document carries its <c>traceparent</c>
/// (https://www.w3.org/TR/trace-context/#traceparent-header).
/// </summary>
public static class FixiaActivities
{
    /// <summary>A device asks for its URL. Tag: <see cref="Result"/>.</summary>
    public const string Negotiate = "negotiate";

    /// <summary>A producer's request is stored. Tags: <see cref="Recipients"/>, <see cref="Failures"/>.</summary>
    public const string Create = "create";

    /// <summary>What a change-feed batch holds for one user, or an announcement for everybody, is pushed. Tags: <see cref="Container"/>, <see cref="Changes"/>, <see cref="Outcome"/>.</summary>
    public const string Push = "push";

    /// <summary>A device asks for what it missed. Tag: <see cref="Page"/>.</summary>
    public const string Sync = "sync";

    /// <summary>How a negotiation ended: <c>ok</c>, or the reason of the refusal.</summary>
    public const string Result = "fixia.result";

    /// <summary>For how many users a notification was meant.</summary>
    public const string Recipients = "fixia.recipients";

    /// <summary>For how many of them it could not be stored.</summary>
    public const string Failures = "fixia.failures";

    /// <summary>The container of which the change feed is read.</summary>
    public const string Container = "fixia.container";

    /// <summary>How many documents a push tells of.</summary>
    public const string Changes = "fixia.changes";

    /// <summary>What became of the last message of a push: a <c>PushOutcome</c>.</summary>
    public const string Outcome = "fixia.outcome";

    /// <summary>How many notifications a sync answered with.</summary>
    public const string Page = "fixia.page";

    /// <summary>The type of the exception that ended the span (OpenTelemetry semantic conventions, <c>error.type</c>).</summary>
    public const string ErrorType = "error.type";

    /// <summary>Most links of a span; OpenTelemetry keeps no more by default.</summary>
    private const int MaxLinks = 128;

    private static readonly ActivitySource Source = new(FixiaMetrics.Name);

    /// <summary>The <c>traceparent</c> of what runs now; null when nothing is traced.</summary>
    public static string? CurrentTraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Runs <paramref name="work"/> in a span, which an exception marks as failed. The activity is null when nobody listens.</summary>
    public static Task<T> RunAsync<T>(string name, ActivityKind kind, Func<Activity?, Task<T>> work) =>
        RunAsync(() => Source.StartActivity(name, kind), work);

    /// <summary>
    /// Runs <paramref name="work"/> in the span of a push. When all of it comes from one producer's trace, the span is
    /// part of that trace and linked to the invocation; otherwise it belongs to the invocation, and is linked to every producer.
    /// </summary>
    /// <param name="container">Where the changes come from.</param>
    /// <param name="changes">How many there are.</param>
    /// <param name="traceParents">What new documents carry; what is absent or can't be read is passed over.</param>
    /// <param name="work">The push.</param>
    public static Task PushAsync(string container, int changes, IEnumerable<string?> traceParents, Func<Task> work) =>
        Source.HasListeners()
            ? RunAsync(() => StartPush([.. traceParents.Select(Parse).OfType<ActivityContext>().Distinct()]), async activity =>
            {
                activity?.SetTag(Container, container).SetTag(Changes, changes);
                await work();
                return true;
            })
            : work();

    private static Activity? StartPush(ActivityContext[] producers)
    {
        if (producers is not [var producer])
        {
            return Source.StartActivity(
                Push, ActivityKind.Consumer, parentContext: default, links: producers.Take(MaxLinks).Select(context => new ActivityLink(context)));
        }

        ActivityLink[] invocation = Activity.Current is { } current ? [new ActivityLink(current.Context)] : [];
        return Source.StartActivity(Push, ActivityKind.Consumer, producer, links: invocation);
    }

    /// <summary>Starts the span in here, because what an async method makes current does not outlive it.</summary>
    private static async Task<T> RunAsync<T>(Func<Activity?> start, Func<Activity?, Task<T>> work)
    {
        using var activity = start();
        try
        {
            return await work(activity);
        }
        catch (Exception e)
        {
            // The type alone: a message may quote what a request held.
            activity?.SetStatus(ActivityStatusCode.Error).SetTag(ErrorType, e.GetType().FullName);
            throw;
        }
    }

    private static ActivityContext? Parse(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var context) ? context : null;
}
