using System.Diagnostics;
using System.Globalization;
using Fixia.Invocations;
using Fixia.Load;

// How many notifications a second the whole local stack takes from 201 to socket, with everything on this machine, the load
// included: dotnet run -c Release --project bench/Load [-- batches | beside | RATE ...]
const int Users = 500;
const int SocketsOfEach = 4;
const int UsersOfLargeSend = 500;
var duration = TimeSpan.FromSeconds(10);
var patience = TimeSpan.FromMinutes(2);
string[] users = [.. Enumerable.Range(0, Users).Select(n => $"user-{n}")];
const int LiveRate = 100;
const int BoundedRate = 300;
var isForBatches = args is ["batches"];
var isBeside = args is ["beside"];
int[] rates = isForBatches || isBeside ? [] : args.Length > 0 ? [.. args.Select(rate => int.Parse(rate, CultureInfo.InvariantCulture))] : [200, 400, 600, 800, 1000, 1200];

// A batch keeps to a rate; unless others are looked at, it is to be limited by nothing but the machine.
Environment.SetEnvironmentVariable("Batches__UsersPerSecond", isBeside ? $"{BoundedRate}" : "100000");
await using var stack = await StackProcess.StartAsync(
    Path.Combine(AppContext.BaseDirectory, "fixia-local.dll"), "--azurite", "local/azurite", "--storage-port", "0");
using var devices = new Devices();
await devices.ConnectAsync(stack.Ready, users, SocketsOfEach);
Console.WriteLine($"{Users * SocketsOfEach} sockets of {Users} users");

// Until the runtime has compiled the way of a notification for good.
for (var round = 0; round < (isForBatches ? 0 : 4); round++)
{
    await MeasureAsync("warm-up, 200 single-user creates/s", 200, n => [users[n % Users]]);
}

foreach (var rate in rates)
{
    await MeasureAsync($"{rate} single-user creates/s", rate, n => [users[n * 7 % Users]]);
}

if (isBeside)
{
    await MeasureAsync($"{LiveRate} single-user creates/s alone", LiveRate, n => [users[n * 7 % Users]]);
    using var producer = new Producer(stack.Ready);
    var batch = await producer.StartBatchAsync(Enumerable.Range(0, (int)(BoundedRate * duration.TotalSeconds * 2)).Select(_ => $"{Guid.NewGuid():N}"));
    await MeasureAsync($"{LiveRate} single-user creates/s beside a batch of {BoundedRate} users/s", LiveRate, n => [users[n * 7 % Users]]);
    Console.WriteLine($"of the batch {await producer.RemainingAsync(batch)} users are left");
    return;
}

foreach (var perSecond in (int[])(isForBatches ? [] : [2, 4, 6]))
{
    await MeasureAsync($"{perSecond} creates/s for {UsersOfLargeSend} users each", perSecond, _ => users[..UsersOfLargeSend]);
}

foreach (var size in (int[])[20_000, 20_000, 20_000])
{
    await MeasureBatchAsync(size);
}

// Nobody is connected whom it addresses: what a device takes is measured above.
async Task MeasureBatchAsync(int size)
{
    using var producer = new Producer(stack.Ready);
    var (host, worker) = stack.Processes();
    var (hostBefore, workerBefore) = (Cpu(host), Cpu(worker));
    var began = Stopwatch.GetTimestamp();
    var batch = await producer.StartBatchAsync(Enumerable.Range(0, size).Select(n => $"{Guid.NewGuid():N}"));
    var accepted = Stopwatch.GetElapsedTime(began);
    while (await producer.RemainingAsync(batch) > 0 && Stopwatch.GetElapsedTime(began) < patience)
    {
        await Task.Delay(100);
    }

    var done = Stopwatch.GetElapsedTime(began);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"batch of {size} users: accepted after {accepted.TotalSeconds:F1} s, created after {done.TotalSeconds:F1} s, {size / done.TotalSeconds:F0}/s; CPU a user until then: worker {(Cpu(worker) - workerBefore) / size:F2} ms, host and services {(Cpu(host) - hostBefore) / size:F2} ms"));
}

async Task MeasureAsync(string what, double perSecond, Func<int, string[]> recipients)
{
    devices.Forget();
    using var producer = new Producer(stack.Ready);
    var (host, worker) = stack.Processes();
    var (hostBefore, workerBefore) = (Cpu(host), Cpu(worker));
    var began = Stopwatch.GetTimestamp();
    await producer.SendAsync(perSecond, duration, recipients);
    var answered = Stopwatch.GetElapsedTime(began);
    while (devices.Arrived < (long)producer.Created.Count * SocketsOfEach && Stopwatch.GetElapsedTime(began) < patience)
    {
        await Task.Delay(10);
    }

    var created = producer.Created.Count;
    var arrived = Stopwatch.GetElapsedTime(began);
    var latencies = producer.Created
        .SelectMany(sent => devices.ArrivalsOf(sent.Id).Select(at => (at - sent.AnsweredAt) * 1000.0 / Stopwatch.Frequency))
        .Order().ToList();
    if (latencies.Count < created * SocketsOfEach)
    {
        Console.WriteLine($"{what}: only {latencies.Count} of {created * SocketsOfEach} arrived");
        return;
    }

    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: {created / answered.TotalSeconds:F0}/s answered, {created / arrived.TotalSeconds:F0}/s on the sockets; 201 to socket p50 {At(0.5):F0} ms, p99 {At(0.99):F0} ms, worst {latencies[^1]:F0} ms; CPU a notification: worker {(Cpu(worker) - workerBefore) / created:F2} ms, host and services {(Cpu(host) - hostBefore) / created:F2} ms"));

    double At(double part) => latencies[(int)((latencies.Count - 1) * part)];
}

static double Cpu(Process process)
{
    process.Refresh();
    return process.TotalProcessorTime.TotalMilliseconds;
}
