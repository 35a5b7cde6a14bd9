using System.Diagnostics;
using System.Globalization;
using System.Net;
using Fixia.Local.FunctionsHost.Worker;
using FunctionsHost.Samples;
using FunctionsHost.Tests.CosmosDB;
using FunctionsHost.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionsHost.Tests.Worker;

/// <summary>The worker as a process of its own, and what becomes of its work when it ends.</summary>
public sealed class WorkerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_is_another_process_that_ends_with_its_host()
    {
        Process worker;
        await using (var host = await TestHost.StartAsync(InAProcess()))
        {
            var id = await ProcessIdAsync(host);
            Assert.NotEqual(Environment.ProcessId, id);
            worker = Process.GetProcessById(id);
            Assert.Equal("Hello Ana", await host.Http.GetStringAsync(new Uri("api/hello/Ana", UriKind.Relative), Cancellation));
        }

        await worker.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
    }

    [Fact]
    public async Task Worker_that_is_killed_is_started_again()
    {
        await using var host = await TestHost.StartAsync(InAProcess());
        var first = await ProcessIdAsync(host);

        Process.GetProcessById(first).Kill();

        await Eventually.TrueAsync(() => host.Logs.Any(log => log.Message.Contains("started again", StringComparison.Ordinal)), "the end is noticed");
        Assert.NotEqual(first, await ProcessIdAsync(host));
    }

    [Fact]
    public async Task Batch_that_a_worker_left_behind_goes_to_the_next_one_and_costs_no_retry()
    {
        await using var account = await SampleAccount.StartAsync();
        await account.CreateAsync("retried", "1");
        var recorder = new Recorder { MakesChangesWait = true };
        var worker = new UnsteadyWorker(recorder);
        await using var host = await account.StartHostAsync(recorder, worker: worker);
        await recorder.Started.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        await worker.CrashAsync();
        await Eventually.TrueAsync(() => recorder.Seen("elements tried").Count == 2, "the batch is tried a second time");
        recorder.Release.SetResult();

        await Eventually.TrueAsync(() => recorder.Seen("elements").Count > 0, "the batch is delivered");
        Assert.Equal([0, 0], recorder.Seen("elements tried"));
    }

    [Fact]
    public async Task Request_whose_worker_ends_fails_and_the_next_one_waits_for_a_worker()
    {
        var recorder = new Recorder();
        var worker = new UnsteadyWorker(recorder);
        await using var host = await TestHost.StartAsync(new TestHostSetup { Recorder = recorder, Worker = worker });
        var slow = host.Http.GetAsync(new Uri("api/slow", UriKind.Relative), Cancellation);
        await recorder.Started.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        await worker.CrashAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, (await slow).StatusCode);
        Assert.Equal("GET", await host.Http.GetStringAsync(new Uri("api/byname", UriKind.Relative), Cancellation));
        Assert.Equal(2, worker.Starts);
    }

    [Fact]
    public async Task Worker_that_ends_again_and_again_is_given_up()
    {
        var worker = new UnsteadyWorker(new Recorder());
        await using var host = await TestHost.StartAsync(new TestHostSetup { Worker = worker });
        for (var crash = 1; crash <= WorkerSupervisor.MaxCrashes; crash++)
        {
            await worker.CrashAsync();
            await Eventually.TrueAsync(() => worker.Starts == crash + 1, $"the worker is started after crash {crash}");
            await host.Http.GetStringAsync(new Uri("api/byname", UriKind.Relative), Cancellation);
        }

        await worker.CrashAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.Host.Failed.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.Contains("6 times within 60 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_that_does_not_start_is_refused_with_the_first_line_of_what_it_said()
    {
        var refusal = await TestHost.RefusalAsync<InvalidOperationException>(InAProcess() with
        {
            Settings = new Dictionary<string, string?> { ["Samples__RefuseToStart"] = "The setting is wrong." },
        });

        Assert.Equal("The functions did not start: System.InvalidOperationException: The setting is wrong.", refusal.Message);
    }

    [Fact]
    public async Task Function_s_logs_have_its_category_and_the_levels_of_host_json()
    {
        await using var host = await TestHost.StartAsync(new TestHostSetup
        {
            Settings = new Dictionary<string, string?>
            {
                ["AzureFunctionsJobHost__logging__logLevel__Function"] = "Warning",
                ["AzureFunctionsJobHost__logging__logLevel__Function.Logs.User"] = "Information",
            },
        });

        await host.Http.GetStringAsync(new Uri("api/logs", UriKind.Relative), Cancellation);
        await host.Http.GetStringAsync(new Uri("api/otherlogs", UriKind.Relative), Cancellation);

        await Eventually.TrueAsync(() => host.Logs.Count(log => log.Message.StartsWith("Warned", StringComparison.Ordinal)) == 2, "both have logged");
        Assert.Equal(
            ["Function.Logs.User: Told by Logs", "Function.Logs.User: Warned by Logs", "Function.OtherLogs.User: Warned by OtherLogs"],
            host.Logs.Where(log => log.Category.StartsWith("Function.", StringComparison.Ordinal) && log.Message.Contains(" by ", StringComparison.Ordinal))
                .Select(log => $"{log.Category}: {log.Message}"));
    }

    [Fact]
    public async Task Caller_that_goes_away_cancels_its_function()
    {
        await using var host = await TestHost.StartAsync();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var slow = host.Http.GetAsync(new Uri("api/slow", UriKind.Relative), leaving.Token);
        await host.Recorder.Started.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        await Eventually.TrueAsync(() => host.Logs.Any(log => log.Message.StartsWith("Slow was cancelled", StringComparison.Ordinal)), "the function is cancelled");
    }

    [Fact]
    public async Task Child_does_not_outlive_a_parent_that_is_killed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no shell to guard the child with.");

        // A parent of its own for the guarded child: this process must live on.
        var guarded = GuardedProcess.StartInfo(["sh", "-c", "echo $$; exec sleep 600"]);
        using var parent = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sleep 600 | \"$@\"", "sh", guarded.FileName, .. guarded.ArgumentList])
        {
            RedirectStandardOutput = true,
        })!;
        var child = Process.GetProcessById(int.Parse((await parent.StandardOutput.ReadLineAsync(Cancellation))!, CultureInfo.InvariantCulture));

        // What holds the guard's input open dies with the parent.
        using var kill = Process.Start("pkill", ["-9", "-P", $"{parent.Id}", "sleep"]);

        await child.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        parent.Kill(entireProcessTree: true);
    }

    private static TestHostSetup InAProcess() => new() { Worker = new WorkerProcess(NullLogger.Instance) };

    private static async Task<int> ProcessIdAsync(TestHost host) =>
        int.Parse(await host.Http.GetStringAsync(new Uri("api/process", UriKind.Relative), Cancellation), CultureInfo.InvariantCulture);
}
