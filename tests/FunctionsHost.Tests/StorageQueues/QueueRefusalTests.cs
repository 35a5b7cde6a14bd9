using FunctionsHost.Tests.Support;

namespace FunctionsHost.Tests.StorageQueues;

/// <summary>What is wrong about queues stops the start, with a message that names it.</summary>
public sealed class QueueRefusalTests
{
    [Theory]
    [InlineData("batchSize", "0")]
    [InlineData("batchSize", "33")]
    [InlineData("batchSize", "many")]
    [InlineData("newBatchThreshold", "-1")]
    [InlineData("visibilityTimeout", "-00:00:01")]
    [InlineData("visibilityTimeout", "8.00:00:00")]
    [InlineData("maxDequeueCount", "0")]
    [InlineData("maxPollingInterval", "00:00:00.05")]
    [InlineData("maxPollingInterval", "2000")]
    [InlineData("messageEncoding", "gzip")]
    public async Task Setting_that_can_not_be_is_named(string setting, string value)
    {
        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(With($"AzureFunctionsJobHost__extensions__queues__{setting}", value));

        Assert.Contains(setting, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no queue")]
    [InlineData("two--hyphens")]
    [InlineData("-hyphen")]
    [InlineData("it")]
    public async Task Name_that_no_queue_can_have_is_named(string name)
    {
        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(With("Queue", name));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("AccountKey=secret")]
    public async Task Connection_that_is_missing_or_no_connection_is_named_and_not_repeated(string? value)
    {
        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(With("QueueStorage", value));

        Assert.Contains("QueueStorage", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameter_of_a_type_of_the_SDK_is_refused_as_that()
    {
        var refusal = await TestHost.RefusalAsync<NotSupportedException>(With("AzureWebJobs.SdkMessage.Disabled", "false"));

        Assert.Contains("Function SdkMessage: its queueTrigger fills a type of the Azure SDK", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_by_identity_is_refused_as_that()
    {
        var setup = new TestHostSetup
        {
            Settings = new Dictionary<string, string?> { ["QueueStorage"] = null, ["QueueStorage__queueServiceUri"] = "https://account.queue.core.windows.net" },
        };

        var refusal = await TestHost.RefusalAsync<NotSupportedException>(setup);

        Assert.Contains("Function Message: the connection QueueStorage is one by identity", refusal.Message, StringComparison.Ordinal);
    }

    private static TestHostSetup With(string setting, string? value) =>
        new() { Settings = new Dictionary<string, string?> { [setting] = value } };
}
