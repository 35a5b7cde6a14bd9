using System.Data.Common;
using System.Diagnostics;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Fixia.Shared.Diagnostics;

/// <summary>
/// Sends the meter and the spans <c>Fixia</c> to Application Insights, under the app settings that the Functions host
/// itself reads. Logs take the host's way there, so they are not exported a second time.
/// </summary>
public static class FixiaTelemetry
{
    /// <summary>The app setting that says where; without it nothing is exported, and nothing is collected.</summary>
    public const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>
    /// The app setting that asks for an identity, <c>ClientId=ID;Authorization=AAD</c> or <c>Authorization=AAD</c>
    /// (https://learn.microsoft.com/azure/azure-functions/functions-app-settings#applicationinsights_authentication_string).
    /// </summary>
    public const string AuthenticationSetting = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>
    /// The source of the worker's own span around each invocation. It hangs ours below the host's operation, but is not sent
    /// itself: the host reports every invocation as a request already.
    /// </summary>
    private const string WorkerSource = "Microsoft.Azure.Functions.Worker";

    /// <summary>Adds the exporters if the settings ask for them.</summary>
    public static IServiceCollection AddFixiaTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TelemetryOptions>().Bind(configuration.GetSection(TelemetryOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        if (configuration[ConnectionSetting] is not { Length: > 0 } connection)
        {
            return services;
        }

        var credential = Credential(configuration[AuthenticationSetting]);
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("fixia-notifications"))
            .WithMetrics(metrics => metrics.AddMeter(FixiaMetrics.Name).AddAzureMonitorMetricExporter(Configure, credential))
            .WithTracing(traces => traces
                .AddSource(FixiaMetrics.Name, WorkerSource)
                .AddProcessor(new Withheld(WorkerSource))
                .AddAzureMonitorTraceExporter(Configure, credential)
                .SetSampler(Sampler));
        return services;

        void Configure(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = connection;

            // The host reports requests, performance counters and live metrics of this app already.
            options.EnableLiveMetrics = false;
            options.EnableStandardMetrics = false;
            options.EnablePerformanceCounters = false;
        }
    }

    /// <summary>
    /// Decides by the trace id alone, so that a producer's span and the push agree. The exporter's own sampler would ask
    /// the span around ours, which ASP.NET Core makes and nobody collects: it would drop everything.
    /// </summary>
    private static TraceIdRatioBasedSampler Sampler(IServiceProvider services) =>
        new(services.GetRequiredService<IOptions<TelemetryOptions>>().Value.TraceRatio);

    private static DefaultAzureCredential? Credential(string? authentication)
    {
        if (string.IsNullOrEmpty(authentication))
        {
            return null;
        }

        var parts = new DbConnectionStringBuilder { ConnectionString = authentication };
        return string.Equals(Member("Authorization"), "AAD", StringComparison.OrdinalIgnoreCase)
            ? new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = Member("ClientId") })
            : throw new InvalidOperationException($"{AuthenticationSetting} must say Authorization=AAD.");

        string? Member(string name) => parts.TryGetValue(name, out var value) ? (string)value : null;
    }

    /// <summary>Keeps the spans of a source from the exporters behind it; they stay the parents of others.</summary>
    private sealed class Withheld(string source) : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            if (data.Source.Name == source)
            {
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }
    }
}
