using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Fixia.Invocations;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Protocol;
using Fixia.Local.FunctionsHost.Worker;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

// What the way between host and worker costs, and what starting both does. With the fixia-local.dll of another version as
// argument, starts of it are measured in turns: dotnet run -c Release --project bench/Invocations [-- OTHER_STACK]
const int WarmUp = 500;

// Until all code on the way is compiled for speed.
const int LongWarmUp = 20_000;
const int Samples = 3000;
const int Parallelism = 16;
const int ParallelPings = 40_000;
const int Starts = 9;
await MeasureStartsAsync(Path.Combine(AppContext.BaseDirectory, "fixia-local.dll"), args.FirstOrDefault());
var data = Directory.CreateTempSubdirectory("fixia-invocations-").FullName;
try
{
    await using var stack = await FixiaStack.StartAsync(
        new StackOptions { DataDirectory = data, Settings = Workload.Settings },
        logging => logging.SetMinimumLevel(LogLevel.None),
        CancellationToken.None);
    await MeasureHttpAsync(stack.Ready);
    await MeasurePingsAsync(stack.Ready);
}
finally
{
    Directory.Delete(data, recursive: true);
}

static async Task MeasureStartsAsync(string program, string? other)
{
    var (own, others) = (new List<double>(), new List<double>());
    for (var round = -1; round < Starts; round++)
    {
        await StartAsync(program, round < 0 ? [] : own, tellMemory: round == Starts - 1);
        if (other is not null)
        {
            await StartAsync(other, round < 0 ? [] : others, tellMemory: false);
        }
    }

    Report.Starts("start of the stack to its first answer", own);
    if (other is not null)
    {
        Report.Starts("the same of the other version", others);
    }
}

static async Task StartAsync(string program, List<double> times, bool tellMemory)
{
    await using var stack = await StackProcess.StartAsync(program);
    times.Add(stack.ReadyAfter.TotalMilliseconds);
    if (tellMemory)
    {
        var (host, worker) = stack.Processes();
        Report.Memory("host and endpoints, just started", host);
        Report.Memory("worker, just started", worker);
    }
}

static async Task MeasureHttpAsync(ReadyLine ready)
{
    using var http = new HttpClient { BaseAddress = new Uri(ready.Functions + "/") };
    var token = await http.GetFromJsonAsync<JsonElement>($"{ready.Page}dev/token?user=ana");
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("token").GetString());
    await Report.MeasureAsync("POST negotiate, by HTTP", WarmUp, Samples, async () =>
    {
        using var answer = await http.PostAsync(new Uri("negotiate", UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
    });
    await Report.MeasureAsync("GET notifications/unread-count, by HTTP", WarmUp, Samples, async () =>
        await http.GetByteArrayAsync(new Uri("notifications/unread-count", UriKind.Relative)));
}

// A worker of its own, without the HTTP in front: the stream alone.
static async Task MeasurePingsAsync(ReadyLine ready)
{
    await using var server = await WorkerServer.StartAsync(NullLoggerFactory.Instance, CancellationToken.None);
    await using var supervisor = new WorkerSupervisor(
        server, new WorkerProcess(NullLogger.Instance), StackOptions.BuiltFunctionsApp, Workload.WorkerSettings(ready), TimeProvider.System, NullLogger.Instance);
    var worker = await supervisor.StartAsync(CancellationToken.None);
    var ping = worker.Functions.Single(function => function.Name == "Ping");
    Task PingAsync() => worker.InvokeAsync(new Invocation(ping, TriggerValue.Text(Workload.PingEvent)), CancellationToken.None);
    await Report.MeasureAsync("Ping, by gRPC, just started", WarmUp, Samples, PingAsync);
    await Report.MeasureAsync("Ping, by gRPC, warm", LongWarmUp, Samples, PingAsync);

    var left = ParallelPings;
    var started = Stopwatch.GetTimestamp();
    await Task.WhenAll(Enumerable.Range(0, Parallelism).Select(async _ =>
    {
        while (Interlocked.Decrement(ref left) >= 0)
        {
            await PingAsync();
        }
    }));
    var perSecond = ParallelPings / Stopwatch.GetElapsedTime(started).TotalSeconds;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Ping, by gRPC, {Parallelism} in parallel: {perSecond:F0} a second"));
}
