using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using Fixia.Functions.Http;
using Fixia.Shared.Diagnostics;
using Fixia.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Fixia.Functions.Tests.Diagnostics;

/// <summary>The real exporter, against an ingestion endpoint of our own.</summary>
public sealed class ExportTests(SharedApp shared)
{
    private readonly FunctionsApp app = shared.App;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="flags">Those of the span around it, which ASP.NET Core makes and nobody collects.</param>
    [Theory]
    [InlineData(ActivityTraceFlags.Recorded)]
    [InlineData(ActivityTraceFlags.None)]
    public async Task Spans_and_metrics_reach_application_insights_when_a_connection_is_set(ActivityTraceFlags flags)
    {
        using var request = new Activity("request") { ActivityTraceFlags = flags }.Start();
        var received = new ConcurrentQueue<string>();
        await using var ingestion = await StartIngestionAsync(received);
        var settings = app.Settings();
        settings[FixiaTelemetry.ConnectionSetting] =
            $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={ingestion.Urls.Single()}/;LiveEndpoint={ingestion.Urls.Single()}/";
        await using var services = FunctionsApp.Compose(settings);
        var traces = services.GetRequiredService<TracerProvider>();
        var metrics = services.GetRequiredService<MeterProvider>();

        var call = new HttpCall(app).As("export-user").Send("POST");
        await call.ExecuteAsync(ActivatorUtilities.CreateInstance<Negotiate>(services).RunAsync(call.Request, Token));
        Assert.True(traces.ForceFlush());
        Assert.True(metrics.ForceFlush());

        await Patience.UntilAsync(
            () => Told(received).Contains("\"fixia.negotiations\"", StringComparison.Ordinal)
                && Told(received).Contains($"\"{FixiaActivities.Negotiate}\"", StringComparison.Ordinal),
            "the span and the metric arrived");
        Assert.DoesNotContain("export-user", Told(received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invocation_is_no_second_request_beside_the_one_that_the_host_reports()
    {
        var received = new ConcurrentQueue<string>();
        await using var ingestion = await StartIngestionAsync(received);
        var settings = app.Settings();
        settings[FixiaTelemetry.ConnectionSetting] =
            $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={ingestion.Urls.Single()}/;LiveEndpoint={ingestion.Urls.Single()}/";
        await using var services = FunctionsApp.Compose(settings);
        var traces = services.GetRequiredService<TracerProvider>();
        using var worker = new ActivitySource("Microsoft.Azure.Functions.Worker");

        string operation;
        using (var invocation = worker.StartActivity("Invoke", ActivityKind.Server))
        {
            operation = invocation!.TraceId.ToHexString();
            await FixiaActivities.PushAsync("notifications", 1, [], () => Task.CompletedTask);
        }

        Assert.True(traces.ForceFlush());
        await Patience.UntilAsync(() => Told(received).Contains(operation, StringComparison.Ordinal), "the push arrived, in the invocation's operation");
        Assert.DoesNotContain("RequestData", Told(received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_connection_nothing_is_collected()
    {
        await using var services = FunctionsApp.Compose(app.Settings());
        Assert.Null(services.GetService<TracerProvider>());
        Assert.Null(services.GetService<MeterProvider>());
    }

    [Theory]
    [InlineData("ClientId=6b9cd6b4-6d1c-4d0c-8f3c-0c6d8e0c8a44;Authorization=AAD", true)]
    [InlineData("Authorization=AAD", true)]
    [InlineData("Authorization=Key", false)]
    [InlineData("ClientId=6b9cd6b4-6d1c-4d0c-8f3c-0c6d8e0c8a44", false)]
    public void An_identity_is_the_only_authentication_there_is(string authentication, bool isTaken)
    {
        var settings = app.Settings();
        settings[FixiaTelemetry.ConnectionSetting] = $"InstrumentationKey={Guid.NewGuid()}";
        settings[FixiaTelemetry.AuthenticationSetting] = authentication;
        var failure = Record.Exception(() => FunctionsApp.Compose(settings).Dispose());
        Assert.Equal(isTaken, failure is null);
        Assert.True(isTaken || failure!.Message.Contains(FixiaTelemetry.AuthenticationSetting, StringComparison.Ordinal));
    }

    private static string Told(IEnumerable<string> received) => string.Join('\n', received);

    private static async Task<WebApplication> StartIngestionAsync(ConcurrentQueue<string> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var ingestion = builder.Build();
        ingestion.Run(async context =>
        {
            Stream body = context.Request.Headers.ContentEncoding == "gzip"
                ? new GZipStream(context.Request.Body, CompressionMode.Decompress)
                : context.Request.Body;
            var text = await new StreamReader(body).ReadToEndAsync(context.RequestAborted);
            received.Enqueue(text);
            var items = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
            await context.Response.WriteAsync($$"""{"itemsReceived":{{items}},"itemsAccepted":{{items}},"errors":[]}""", context.RequestAborted);
        });
        await ingestion.StartAsync();
        return ingestion;
    }
}
