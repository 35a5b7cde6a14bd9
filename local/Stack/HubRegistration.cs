using Fixia.Local.WebPubSub;
using Fixia.Shared.Events;
using Fixia.Shared.Realtime;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.Stack;

/// <summary>Gives the hub the event handler that <c>infra/</c> gives it in Azure.</summary>
internal sealed partial class HubRegistration : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly WebPubSubEndpoint endpoint;
    private readonly Uri webhook;
    private readonly ILogger<HubRegistration> logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task registering;

    private HubRegistration(WebPubSubEndpoint endpoint, Uri webhook, ILogger<HubRegistration> logger)
    {
        this.endpoint = endpoint;
        this.webhook = webhook;
        this.logger = logger;
        registering = RegisterAsync();
    }

    /// <summary>The webhook of a Functions host.</summary>
    public static Uri WebhookOf(Uri functions, string systemKey) => new(functions, $"runtime/webhooks/webpubsub?code={systemKey}");

    /// <summary>Registers a host that answers.</summary>
    /// <exception cref="EventHandlerValidationException">It does not.</exception>
    public static Task RegisterAsync(WebPubSubEndpoint endpoint, Uri webhook, CancellationToken cancellationToken) =>
        endpoint.ConfigureHubAsync(
            Hub.Name,
            new HubSettings
            {
                EventHandlers =
                [
                    new EventHandlerSettings
                    {
                        UrlTemplate = webhook.AbsoluteUri,
                        UserEventPattern = string.Join(',', EventNames.OfClients),
                        SystemEvents = ["connected", "disconnected"],
                    },
                ],
            },
            cancellationToken);

    /// <summary>Registers a host that somebody else starts, as soon as it answers. Until then the hub has no event handler.</summary>
    public static HubRegistration RegisterLater(
        WebPubSubEndpoint endpoint, Uri webhook, ILogger<HubRegistration> logger) => new(endpoint, webhook, logger);

    /// <summary>Gives up if the host has not answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await registering;
        stopping.Dispose();
    }

    private async Task RegisterAsync()
    {
        var where = webhook.GetLeftPart(UriPartial.Path);
        try
        {
            LogWaiting(where);
            while (!await TryRegisterAsync())
            {
                await Task.Delay(RetryDelay, stopping.Token);
            }

            LogRegistered(where);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogGivenUp(where);
        }
    }

    private async Task<bool> TryRegisterAsync()
    {
        try
        {
            await RegisterAsync(endpoint, webhook, stopping.Token);
            return true;
        }
        catch (EventHandlerValidationException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for the functions at {Webhook}")]
    private partial void LogWaiting(string webhook);

    [LoggerMessage(Level = LogLevel.Information, Message = "Events go to the functions at {Webhook}")]
    private partial void LogRegistered(string webhook);

    [LoggerMessage(Level = LogLevel.Information, Message = "The functions at {Webhook} never answered")]
    private partial void LogGivenUp(string webhook);
}
