using System.Reflection;
using Azure.Storage.Queues;
using Fixia.Shared.Data;
using Fixia.Shared.Realtime;
using Fixia.Shared.Schedule;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fixia.Functions.Tests;

public sealed class CompositionTests(SharedApp shared)
{
    private readonly FunctionsApp app = shared.App;
    private static IEnumerable<(Type Type, MethodInfo Method)> Functions =>
        from type in typeof(FixiaServices).Assembly.GetExportedTypes()
        from method in type.GetMethods()
        where method.GetCustomAttribute<FunctionAttribute>() is not null
        select (type, method);

    [Fact]
    public void Every_function_can_be_made()
    {
        Assert.NotEmpty(Functions);
        Assert.All(Functions, function => ActivatorUtilities.CreateInstance(app.Services, function.Type));
    }

    [Fact]
    public void A_function_is_named_like_its_method_or_like_the_class_that_is_made_for_it()
    {
        Assert.All(Functions, f => Assert.Equal(
            f.Method.Name is "Run" or "RunAsync" ? f.Type.Name : f.Method.Name, f.Method.GetCustomAttribute<FunctionAttribute>()!.Name));
        Assert.Equal(Functions.Count(), Functions.Select(f => f.Method.GetCustomAttribute<FunctionAttribute>()!.Name).Distinct().Count());
    }

    [Fact]
    public void Every_socket_trigger_validates_its_caller()
    {
        var triggers = Functions
            .SelectMany(f => f.Method.GetParameters())
            .Select(p => p.GetCustomAttribute<WebPubSubTriggerAttribute>())
            .OfType<WebPubSubTriggerAttribute>()
            .ToList();
        Assert.NotEmpty(triggers);

        // Without connections of its own a trigger validates with the extension's default connection, under every
        // version of the extension; that connection is the one which the app can't start without.
        Assert.All(triggers, trigger => Assert.Null(trigger.Connections));
        Assert.Equal("WebPubSubConnectionString", Hub.Connection);
    }

    [Fact]
    public void Every_change_feed_trigger_retries_without_end_and_has_leases_of_its_own()
    {
        var triggers = Functions
            .Select(f => (f.Method, Trigger: f.Method.GetParameters().Select(p => p.GetCustomAttribute<CosmosDBTriggerAttribute>()).FirstOrDefault(t => t is not null)))
            .Where(f => f.Trigger is not null)
            .ToList();
        Assert.Equal(5, triggers.Count);
        Assert.Equal(5, triggers.Select(t => t.Trigger!.LeaseContainerPrefix).Distinct().Count());
        Assert.All(triggers, t =>
        {
            Assert.Equal(-1, t.Method.GetCustomAttribute<RetryAttribute>()!.MaxRetryCount);
            Assert.InRange(t.Trigger!.FeedPollDelay, 1, 1000);
        });
    }

    [Theory]
    [InlineData(FixiaDatabase.Connection)]
    [InlineData(Hub.Connection)]
    [InlineData(WorkQueues.Connection)]
    public void Without_a_connection_nothing_starts(string connection)
    {
        var settings = app.Settings();
        settings.Remove(connection);
        var refusal = Assert.Throws<InvalidOperationException>(() => FunctionsApp.Compose(settings));
        Assert.Contains(connection, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage:accountName", "account", "https://account.queue.core.windows.net/scheduled")]
    [InlineData("AzureWebJobsStorage:queueServiceUri", "https://account.queue.storage.test/", "https://account.queue.storage.test/scheduled")]
    public void The_queue_is_found_by_identity_in_the_forms_that_the_host_knows(string key, string value, string expected)
    {
        var settings = app.Settings();
        settings.Remove(WorkQueues.Connection);
        settings[key] = value;
        using var services = FunctionsApp.Compose(settings);
        Assert.Equal(expected, services.GetRequiredService<QueueServiceClient>().GetQueueClient("scheduled").Uri.AbsoluteUri);
    }

    [Fact]
    public void A_wrong_storage_connection_is_refused_without_its_text()
    {
        var settings = app.Settings();
        settings[WorkQueues.Connection] = "AccountName=a;AccountKey=secret";
        var refusal = Assert.Throws<InvalidOperationException>(() => FunctionsApp.Compose(settings));
        Assert.Contains(WorkQueues.Connection, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Jwt:Secret", "@Microsoft.KeyVault(SecretUri=https://vault.test/secrets/jwt-secret)")]
    [InlineData("Jwt:Secrets:1", "@Microsoft.KeyVault(VaultName=vault;SecretName=jwt-secret)")]
    [InlineData(FixiaDatabase.Connection, "@microsoft.keyvault(SecretUri=https://vault.test/secrets/cosmos)")]
    [InlineData(Hub.Connection, " @Microsoft.KeyVault(SecretUri=https://vault.test/secrets/webpubsub)")]
    [InlineData("WebPubSubConnectionString:serviceUri", "@Microsoft.AppConfiguration(Endpoint=https://config.test; Key=uri)")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "@Microsoft.KeyVault(SecretUri=https://vault.test/secrets/insights)")]
    public void A_reference_that_the_platform_did_not_resolve_stops_the_start(string key, string value)
    {
        var settings = app.Settings();
        settings[key] = value;
        var refusal = Assert.Throws<InvalidOperationException>(() => FunctionsApp.Compose(settings));
        Assert.Contains(key.Replace(":", "__", StringComparison.Ordinal), refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("vault.test", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Jwt:Secret", "too short")]
    [InlineData("Jwt:Issuer", "")]
    [InlineData("Realtime:ClientUrlLifetime", "00:00:01")]
    [InlineData("Realtime:PushParallelism", "0")]
    [InlineData("Telemetry:TraceRatio", "1.5")]
    [InlineData("Jwt:Secrets:0", "too short")]
    [InlineData("Jwt:Authority", "https://login.test")]
    [InlineData("Jwt:UserClaim", "")]
    [InlineData("UserLimits:Negotiate:Burst", "0")]
    [InlineData("UserLimits:Events:PerSecond", "0")]
    [InlineData("Cookie:TrustedOrigins:0", "https://app.test/")]
    [InlineData("Cookie:TrustedOrigins:0", "*")]
    public void A_wrong_option_stops_the_start(string key, string value)
    {
        var settings = app.Settings();
        settings[key] = value;
        using var services = FunctionsApp.Compose(settings);
        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
    }
}
