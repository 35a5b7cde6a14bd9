using FunctionsHost.Tests.Support;

namespace FunctionsHost.Tests.Timers;

/// <summary>What is wrong about timers stops the start, with a message that names it.</summary>
public sealed class TimerRefusalTests
{
    [Fact]
    public async Task Schedule_that_is_none_is_named()
    {
        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(With("Schedule", "every night"));

        Assert.Contains("Function Timer: 'every night'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_storage_of_the_host_is_named()
    {
        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(With("AzureWebJobsStorage", null));

        Assert.Contains("AzureWebJobsStorage", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_zone_is_refused()
    {
        var refusal = await TestHost.RefusalAsync<NotSupportedException>(With("WEBSITE_TIME_ZONE", "Europe/Berlin"));

        Assert.Contains("WEBSITE_TIME_ZONE", refusal.Message, StringComparison.Ordinal);
    }

    private static TestHostSetup With(string setting, string? value) =>
        new() { Settings = new Dictionary<string, string?> { [setting] = value } };
}
