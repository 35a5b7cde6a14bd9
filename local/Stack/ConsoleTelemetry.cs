using Fixia.Shared.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Fixia.Local.Stack;

/// <summary>Writes the product's spans, as they end, and its metrics, every 10 s, to the console.</summary>
internal static class ConsoleTelemetry
{
    public static void Add(IServiceCollection services) => services.AddOpenTelemetry()
        .WithTracing(traces => traces.AddSource(FixiaMetrics.Name).SetSampler<AlwaysOnSampler>().AddConsoleExporter())
        .WithMetrics(metrics => metrics.AddMeter(FixiaMetrics.Name).AddConsoleExporter((_, _) => { }));
}
