using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Web;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Polly;
using Polly.CircuitBreaker;

namespace Fixia.Shared.Realtime;

/// <summary>The way to a user's open devices: one Web PubSub group a user.</summary>
public sealed partial class UserChannel(
    WebPubSubServiceClient service,
    IOptions<RealtimeOptions> options,
    FixiaMetrics metrics,
    TimeProvider time,
    ILogger<UserChannel> logger)
{
    /// <summary>Somebody waits for the answer to a question; pushes have the time that all their retries take.</summary>
    private static readonly TimeSpan AskDeadline = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Keeps negotiates from waiting for a service that is away: everybody who lost a socket asks then, and each would hold a
    /// place of the app for all of the retries, which those need who poll meanwhile.
    /// </summary>
    private readonly ResiliencePipeline signing = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<PushFailedException>(),
            MinimumThroughput = 10,
            FailureRatio = 0.5,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(5),
        })
        .Build();

    /// <summary>
    /// A URL for one device of <paramref name="userId"/>. It carries the user and the user's group and no roles: such a
    /// client can only receive, and raise events that our own handlers answer.
    /// </summary>
    /// <exception cref="PushFailedException">The service, which signs the URL of an app that has no key, could not be asked.</exception>
    public async Task<ClientAccess> GetClientAccessAsync(string userId, CancellationToken cancellationToken)
    {
        var lifetime = TimeSpan.FromMinutes(Math.Ceiling(options.Value.ClientUrlLifetime.TotalMinutes));
        var url = await SignAsync(context => service.GetClientAccessUriAsync(
            lifetime, WireUserId.Encode(userId), roles: null, groups: [Hub.UserGroup(userId)], context.CancellationToken), cancellationToken);
        return new ClientAccess(url.AbsoluteUri, Hub.Name, userId, ExpiryOf(url), options.Value.ConfirmConnections);
    }

    /// <summary>
    /// Sends events, in order, to every open device of a user. A permanent refusal is logged, counted and passed over:
    /// what the events tell is in the store, and sync or polling delivers it.
    /// </summary>
    /// <returns><see cref="PushOutcome.Accepted"/> or <see cref="PushOutcome.Rejected"/>.</returns>
    /// <exception cref="PushFailedException">A transient failure outlived the retries.</exception>
    public Task<PushOutcome> PushAsync(string userId, IReadOnlyList<ServerEvent> events, CancellationToken cancellationToken)
    {
        var group = Hub.UserGroup(userId);
        return SendToUsersAsync(
            events,
            (content, context) => service.SendToGroupAsync(group, content, ContentType.ApplicationJson, [], filter: null, context),
            cancellationToken);
    }

    /// <summary>Sends events to every open device of everybody, under the same rules as <see cref="PushAsync"/>.</summary>
    /// <exception cref="PushFailedException">A transient failure outlived the retries.</exception>
    public Task<PushOutcome> BroadcastAsync(IReadOnlyList<ServerEvent> events, CancellationToken cancellationToken) =>
        SendToUsersAsync(
            events,
            (content, context) => service.SendToAllAsync(content, ContentType.ApplicationJson, [], filter: null, context),
            cancellationToken);

    /// <summary>Whether a user has an open device.</summary>
    /// <exception cref="PushFailedException">The service could not be asked.</exception>
    public async Task<Presence> FindAsync(string userId, CancellationToken cancellationToken) =>
        new(userId, await AskAsync(context => service.UserExistsAsync(WireUserId.Encode(userId), context), cancellationToken));

    /// <summary>Closes every open device of a user: after a logout or a ban, because the service itself never looks at a token again.</summary>
    /// <exception cref="PushFailedException">The service could not be asked.</exception>
    public Task DisconnectAsync(string userId, string reason, CancellationToken cancellationToken) =>
        AskAsync(context => service.CloseUserConnectionsAsync(WireUserId.Encode(userId), [], reason, context), cancellationToken);

    /// <summary>Sends one event to one connection, under the same rules as <see cref="PushAsync"/>.</summary>
    /// <exception cref="PushFailedException">A transient failure outlived the retries.</exception>
    public Task<PushOutcome> SendToConnectionAsync(string connectionId, ServerEvent serverEvent, CancellationToken cancellationToken) =>
        SendAsync(
            [serverEvent],
            (content, context) => service.SendToConnectionAsync(connectionId, content, ContentType.ApplicationJson, context),
            cancellationToken);

    private async Task<Uri> SignAsync(Func<RequestContext, Task<Uri>> sign, CancellationToken cancellationToken)
    {
        try
        {
            return await signing.ExecuteAsync(async token => await AskAsync(sign, token), cancellationToken);
        }
        catch (BrokenCircuitException e)
        {
            throw new PushFailedException("Web PubSub is known to be away.", e, e.RetryAfter);
        }
    }

    private async Task<T> AskAsync<T>(Func<RequestContext, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(AskDeadline, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await ask(new RequestContext { CancellationToken = deadline.Token });
        }
        catch (Exception e) when (IsTransient(e, cancellationToken))
        {
            throw new PushFailedException("Web PubSub could not be asked.", e, RetryAfter(e));
        }
    }

    /// <summary>What the token itself says: the service rounds lifetimes, and its clock is the one that counts.</summary>
    private static DateTimeOffset ExpiryOf(Uri url) =>
        new JsonWebToken(HttpUtility.ParseQueryString(url.Query)["access_token"]).ValidTo;

    /// <summary>Counts what nobody has asked for, other than an answer to a connection.</summary>
    private async Task<PushOutcome> SendToUsersAsync(
        IReadOnlyList<ServerEvent> events,
        Func<RequestContent, RequestContext, Task<Response>> send,
        CancellationToken cancellationToken)
    {
        var outcome = PushOutcome.Failed;
        try
        {
            return outcome = await SendAsync(events, send, cancellationToken);
        }
        finally
        {
            metrics.Sent(outcome.ToString());
        }
    }

    private async Task<PushOutcome> SendAsync(
        IReadOnlyList<ServerEvent> events,
        Func<RequestContent, RequestContext, Task<Response>> send,
        CancellationToken cancellationToken)
    {
        var outcome = PushOutcome.Accepted;
        try
        {
            foreach (var message in EventBatch.ToMessages(events))
            {
                await send(RequestContent.Create(message), new RequestContext { CancellationToken = cancellationToken });
            }

            return outcome;
        }
        catch (RequestFailedException e) when (!IsTransient(e))
        {
            outcome = PushOutcome.Rejected;
            LogRejected(e.Status, e.ErrorCode);
            return outcome;
        }
        catch (Exception e) when (IsTransient(e, cancellationToken))
        {
            outcome = PushOutcome.Failed;
            throw new PushFailedException("Web PubSub did not accept a push.", e);
        }
        finally
        {
            foreach (var serverEvent in events)
            {
                metrics.Pushed(serverEvent.Name, outcome.ToString());
            }

            Activity.Current?.SetTag(FixiaActivities.Outcome, outcome.ToString());
        }
    }

    /// <summary>Status 0 stands for no answer at all.</summary>
    private static bool IsTransient(RequestFailedException e) => e.Status is 0 or 408 or 429 or >= 500;

    /// <summary>
    /// After its retries the pipeline reports lost connections as an aggregate, time-outs as a cancellation that nobody
    /// asked for, and an endpoint of identities that does not answer as a failed authentication.
    /// </summary>
    private static bool IsTransient(Exception e, CancellationToken cancellationToken) => e switch
    {
        RequestFailedException failure => IsTransient(failure),
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => e is AggregateException or IOException or SocketException or HttpRequestException or AuthenticationFailedException,
    };

    /// <summary>What the service asked for, in seconds.</summary>
    private static TimeSpan? RetryAfter(Exception e)
    {
        string? value = null;
        (e as RequestFailedException)?.GetRawResponse()?.Headers.TryGetValue("Retry-After", out value);
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Web PubSub refused a push for good: {Status} {ErrorCode}")]
    private partial void LogRejected(int status, string? errorCode);
}
