using System.Net;
using FunctionsHost.Tests.StorageQueues;
using FunctionsHost.Tests.Support;

namespace FunctionsHost.Tests;

/// <summary>Functions that the app settings switch off.</summary>
public sealed class DisabledFunctionTests(SampleStorage storage) : IClassFixture<SampleStorage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disabled_function_is_not_there_and_its_trigger_does_not_run()
    {
        var queue = new SampleQueue(storage);
        await queue.SendAsync("stays");
        await using (var host = await queue.StartHostAsync(new TestHostSetup
        {
            Settings = new Dictionary<string, string?> { ["AzureWebJobs.Message.Disabled"] = "true", ["AzureWebJobs.Hello.Disabled"] = "True" },
        }))
        {
            using var answer = await host.Http.GetAsync("api/hello/ana", Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal("stays", (await queue.ReceiveAsync()).MessageText);
    }

    [Fact]
    public async Task Function_whose_setting_is_not_true_runs()
    {
        var queue = new SampleQueue(storage);
        await queue.SendAsync("runs");
        await using var host = await queue.StartHostAsync(new TestHostSetup
        {
            Settings = new Dictionary<string, string?> { ["AzureWebJobs.Message.Disabled"] = "false" },
        });
        await queue.WaitUntilEmptyAsync();
        Assert.Equal(["runs"], host.Recorder.Seen("message"));
    }
}
