using System.Reflection;
using System.Text.Json;
using Fixia.Functions;
using Fixia.Local.Stack;
using Fixia.Resilience.Tests.Devices;
using Fixia.Resilience.Tests.Products;
using Fixia.Shared.Data;
using Fixia.Shared.Schedule;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Resilience.Tests;

/// <summary>The end of quiet hours, through the real worker, a change feed, and a queue in Azurite.</summary>
public sealed class QuietHoursTests : IDisposable
{
    private const string EveryNight = """{"time_zone":"Etc/UTC","quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"21:00","to":"08:00"}]}""";
    private static readonly DateTimeOffset Morning = new(2026, 1, 21, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Users whose turn comes soon after the common moment.</summary>
    private static readonly string[] Users = [.. Enumerable.Range(0, 1000).Select(i => $"user-{i}").OrderBy(ScheduleQueue.JitterOf).Take(2)];

    private readonly string data = Directory.CreateTempSubdirectory("fixia-quiet-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task When_they_end_or_are_called_off_the_device_is_told_once_what_they_silenced()
    {
        await using var storage = await LocalStorage.StartAsync(data, Token);
        var time = new MovedTime(Morning.AddHours(-2));
        await using var product = await ProductInParts.StartAsync(time, Token, storage.Ready.Storage);
        var (sleeper, riser) = (Users[0], Users[1]);
        foreach (var user in Users)
        {
            await product.ChangePreferencesAsync(user, EveryNight, Token);
        }

        await using var asleep = await SocketDevice.StartAsync(product, sleeper);
        await using var awake = await SocketDevice.StartAsync(product, riser);

        // Nothing but the change of the preferences wakes this one.
        await product.CreateAsync([riser], "early", Token);
        await awake.UntilAsync(model => model.Pushed == 1, "the notification came silently");
        await product.ChangePreferencesAsync(riser, """{"quiet_hours":null}""", Token);
        await awake.UntilAsync(model => model.Summaries.Count == 1, "the summary came with the change of the hours");

        // And this one the clock. It has to be pushed before they end.
        time.GoTo(Morning.AddSeconds(-6));
        await product.CreateAsync([sleeper], "in the night", Token);
        await product.CreateAsync([sleeper], "in the night too", Token);
        await asleep.UntilAsync(model => model.Pushed == 2, "the notifications came silently");
        Assert.True(time.GetUtcNow() < Morning);
        await asleep.UntilAsync(model => model.Summaries.Count == 1, "the summary came at the end of the hours");
        Assert.True(time.GetUtcNow() >= Morning);

        await product.WaitForFeedsAsync(Token);
        await asleep.FlushAsync();
        await awake.FlushAsync();
        Assert.Equal("1", Count(Assert.Single(awake.Read(model => model.Summaries))));
        Assert.Equal("2", Count(Assert.Single(asleep.Read(model => model.Summaries))));
    }

    [Fact]
    public void What_a_stack_without_storage_switches_off_is_what_needs_storage()
    {
        var functions = typeof(FixiaServices).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null
                && (method.GetParameters().Any(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>() is not null || parameter.GetCustomAttribute<TimerTriggerAttribute>() is not null)
                    || method.GetCustomAttribute<FunctionAttribute>()!.Name.StartsWith("Enqueue", StringComparison.Ordinal)))
            .Select(method => $"AzureWebJobs.{method.GetCustomAttribute<FunctionAttribute>()!.Name}.Disabled");
        Assert.Equal(
            functions.Append(WorkQueues.Connection).Order(StringComparer.Ordinal),
            StackOptions.SettingsWithoutStorage.Keys.Order(StringComparer.Ordinal));
    }

    private static string Count(JsonElement summary) => summary.GetProperty("count").GetRawText();
}
