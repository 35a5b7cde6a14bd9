using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Fixia.EndToEnd.Tests;

/// <summary>
/// How long the tasks of a page's main thread take, from the browser's own trace. Counted is processor time: how long a
/// task takes on the clock says as much about the other programs of the machine as about the page.
/// </summary>
public sealed class MainThreadTrace
{
    private readonly ICDPSession devTools;
    private readonly ConcurrentQueue<JsonElement> events = new();
    private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MainThreadTrace(ICDPSession devTools)
    {
        this.devTools = devTools;
        devTools.Event("Tracing.dataCollected").OnEvent += Collect;
        devTools.Event("Tracing.tracingComplete").OnEvent += Complete;
    }

    public static async Task<MainThreadTrace> StartAsync(ICDPSession devTools)
    {
        var trace = new MainThreadTrace(devTools);
        await devTools.SendAsync(
            "Tracing.start", new() { ["categories"] = "toplevel", ["transferMode"] = "ReportEvents" });
        return trace;
    }

    /// <summary>Ends the trace, and returns how long each task took, in ms.</summary>
    public async Task<IReadOnlyList<double>> StopAsync()
    {
        await devTools.SendAsync("Tracing.end");
        await complete.Task;
        devTools.Event("Tracing.dataCollected").OnEvent -= Collect;
        devTools.Event("Tracing.tracingComplete").OnEvent -= Complete;
        var mainThreads = events.Where(IsMainThreadName).Select(ThreadOf).ToHashSet();
        return [.. events.Where(entry => entry.TryGetProperty("tdur", out _) && mainThreads.Contains(ThreadOf(entry)))
            .Select(entry => entry.GetProperty("tdur").GetDouble() / 1_000)];
    }

    private static bool IsMainThreadName(JsonElement entry) =>
        entry.GetProperty("name").GetString() == "thread_name"
        && entry.GetProperty("args").GetProperty("name").GetString() == "CrRendererMain";

    private static (int Process, int Thread) ThreadOf(JsonElement entry) =>
        (entry.GetProperty("pid").GetInt32(), entry.GetProperty("tid").GetInt32());

    private void Collect(object? sender, JsonElement? data)
    {
        foreach (var entry in data!.Value.GetProperty("value").EnumerateArray())
        {
            events.Enqueue(entry.Clone());
        }
    }

    private void Complete(object? sender, JsonElement? data) => complete.TrySetResult();
}
