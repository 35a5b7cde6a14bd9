using Azure.Identity;
using Fixia.Functions.Http;
using Fixia.Functions.Sockets;
using Fixia.Shared.Analytics;
using Fixia.Shared.Announcements;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Identity;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Journal;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Operations;
using Fixia.Shared.Preferences;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Fixia.Shared.Receipts;
using Fixia.Shared.Schedule;
using Fixia.Shared.Users;
using Fixia.Shared.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fixia.Functions;

/// <summary>The composition root.</summary>
public static class FixiaServices
{
    /// <summary>Registers the whole product. The app settings decide which services it talks to.</summary>
    /// <exception cref="InvalidOperationException">A connection is missing from the settings, or a secret was not filled in: the app must not start like that.</exception>
    public static IServiceCollection AddFixia(this IServiceCollection services, IConfiguration configuration)
    {
        AppSettings.RequireResolved(configuration);
        services.AddOptions<JwtOptions>().Bind(configuration.GetSection(JwtOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RealtimeOptions>().Bind(configuration.GetSection(RealtimeOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<UserLimitOptions>().Bind(configuration.GetSection(UserLimitOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CookieTrustOptions>().Bind(configuration.GetSection(CookieTrustOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LinkOptions>().Bind(configuration.GetSection(LinkOptions.Section));
        services.AddOptions<AnnouncementOptions>().Bind(configuration.GetSection(AnnouncementOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PreferenceOptions>().Bind(configuration.GetSection(PreferenceOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BatchOptions>().Bind(configuration.GetSection(BatchOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ProducerOptions>().Bind(configuration.GetSection(ProducerOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WebhookOptions>().Bind(configuration.GetSection(WebhookOptions.Section)).ValidateDataAnnotations().ValidateOnStart()
            .Validate<IOptions<ProducerOptions>>(
                (webhooks, producers) => webhooks.Endpoints.All(endpoint => endpoint.Producer.Length == 0 || producers.Value.Named.Any(named => named.Name == endpoint.Producer)),
                $"{WebhookOptions.Section}__Endpoints names a producer that {ProducerOptions.Section}__Named does not.");
        services.AddOptions<ReceiptOptions>().Bind(configuration.GetSection(ReceiptOptions.Section));
        services.AddOptions<AnalyticsOptions>().Bind(configuration.GetSection(AnalyticsOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);

        // Brings the generated JSON of problem details, which would go through reflection otherwise.
        services.AddProblemDetails();

        // Made here, not on first use, so that a missing setting stops the start; through a factory, so that the
        // container disposes them.
        var cosmos = CosmosClientFactory.Create(
            configuration, Credential(configuration, FixiaDatabase.Connection), FixiaJsonContext.Default.Options);
        var webPubSub = WebPubSubClientFactory.Create(configuration, Credential(configuration, Hub.Connection));
        var queues = WorkQueues.Create(configuration, Credential(configuration, WorkQueues.Connection));
        services.AddSingleton(_ => cosmos);

        // Made on first use: most instances never have a part of a large send.
        services.AddSingleton(_ => new BulkNotificationStore(CosmosClientFactory.Create(
            configuration, Credential(configuration, FixiaDatabase.Connection), FixiaJsonContext.Default.Options, bulk: true)));
        services.AddSingleton(_ => webPubSub);
        services.AddSingleton(queues);

        // Below these levels ASP.NET Core logs request URLs, and with them the keys that callers send as ?code=.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
        services.AddMetrics();
        services.AddFixiaTelemetry(configuration);
        services.AddSingleton<FixiaMetrics>();
        services.AddSingleton<IssuerKeys>();
        services.AddSingleton<TokenValidator>();
        services.AddSingleton<UserLimits>();
        services.AddSingleton<LinkRules>();
        services.AddSingleton<NotificationReader>();
        services.AddSingleton<NotificationStore>();
        services.AddSingleton<NotificationEditor>();
        services.AddSingleton<NotificationKeyStore>();
        services.AddSingleton<UnreadReader>();
        services.AddSingleton<NotificationRestorer>();
        services.AddSingleton<AnnouncementReader>();
        services.AddSingleton<AnnouncementStore>();
        services.AddSingleton<ActiveAnnouncements>();
        services.AddSingleton<ProducerDirectory>();
        services.AddSingleton<IdempotencyStore>();
        services.AddSingleton<ContentRules>();
        services.AddSingleton<FastLane>();
        services.AddSingleton<NotificationWriter>();
        services.AddSingleton<NotificationPublisher>();
        services.AddSingleton<KeyedNotifications>();
        services.AddSingleton<UserStateStore>();
        services.AddSingleton<PreferencesStore>();
        services.AddSingleton<PreferencesEditor>();
        services.AddSingleton<AttentionResolver>();
        services.AddSingleton<AttentionReader>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<ManyInboxes>();
        services.AddSingleton<InboxMarks>();
        services.AddSingleton<UserChannel>();
        services.AddSingleton<ScheduleStore>();
        services.AddSingleton<ScheduleReader>();
        services.AddSingleton<ScheduleCancellation>();
        services.AddSingleton(new ScheduleQueue(queues.GetQueueClient(ScheduleQueue.Name)));
        services.AddSingleton<QuietSummaries>();
        services.AddSingleton<SummaryCounter>();
        services.AddSingleton<DueWork>();
        services.AddSingleton<SummaryFiring>();
        services.AddSingleton<Snoozes>();
        services.AddSingleton<SnoozeFiring>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WebhookSender>(provider, WebhookSender.CreateClient()));
        services.AddSingleton<ActionCalls>();
        services.AddSingleton<ActionFiring>();
        services.AddSingleton<InboxActions>();
        services.AddSingleton<NotificationFiring>();
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<OriginalDocuments>();
        services.AddSingleton<NotificationMending>();
        services.AddSingleton<ChangeReader>();
        services.AddSingleton<UserFanOut>();
        services.AddSingleton<NotificationPusher>();
        services.AddSingleton<UserStatePusher>();
        services.AddSingleton<AnnouncementPusher>();
        services.AddSingleton<PreferencesPusher>();
        services.AddSingleton<ScheduleEnqueuer>();
        services.AddSingleton<ScheduledWork>();
        services.AddSingleton<OverdueWork>();
        services.AddSingleton<BatchStore>();
        services.AddSingleton<BatchQueue>();
        services.AddSingleton<BatchIntake>();
        services.AddSingleton<BatchWork>();
        services.AddSingleton<BatchDesk>();
        services.AddSingleton<Redrive>();
        services.AddSingleton<ReceiptStore>();
        services.AddSingleton<PushStore>();
        services.AddSingleton<PushJournal>();
        services.AddSingleton<PresenceSample>();
        services.AddSingleton<PushNotes>();
        services.AddSingleton<Pulse>();
        services.AddHostedService<JournalLifetime>();
        services.AddSingleton<AnalyticsStore>();
        services.AddSingleton<AnalyticsCounter>();
        services.AddSingleton<AnalyticsUpkeep>();
        services.AddSingleton<UserTimeline>();
        services.AddSingleton<StoreProbe>();
        services.AddSingleton<HttpApi>();
        services.AddSingleton<UserEvents>();
        return services;
    }

    /// <summary>The identity of an identity-based connection; <c>NAME__clientId</c> picks a user-assigned one.</summary>
    private static DefaultAzureCredential Credential(IConfiguration configuration, string connection) =>
        new(new DefaultAzureCredentialOptions { ManagedIdentityClientId = configuration[$"{connection}:clientId"] });
}
