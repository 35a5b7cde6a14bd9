using System.Diagnostics;
using System.Globalization;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;

// From the start of the worker to its first answered request, with and without ReadyToRun.
// README.md beside this file says how the two folders are made: dotnet run -c Release --project bench/ColdStart -- JIT_FOLDER R2R_FOLDER
const int WarmUp = 2;
const int Samples = 15;

var data = Directory.CreateTempSubdirectory("fixia-cold-").FullName;
try
{
    // Web PubSub and Cosmos DB stay up: what starts is the functions alone, as in Azure.
    await using var services = await FixiaStack.StartAsync(
        new StackOptions { DataDirectory = data, Parts = StackParts.Cosmos | StackParts.WebPubSub, FunctionsPort = 1 },
        logging => logging.SetMinimumLevel(LogLevel.None),
        CancellationToken.None);
    var times = args.ToDictionary(folder => folder, _ => new List<double>());
    for (var round = -WarmUp; round < Samples; round++)
    {
        // In turns, so that whatever else the machine does meets both alike.
        foreach (var (folder, measured) in times)
        {
            var time = await StartAsync(folder, services.Ready);
            if (round >= 0)
            {
                measured.Add(time.TotalMilliseconds);
            }
        }
    }

    var reference = 0.0;
    foreach (var (folder, measured) in times)
    {
        measured.Sort();
        var median = measured[Samples / 2];
        reference = reference == 0 ? median : reference;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(folder)}: median {median:F0} ms, fastest {measured[0]:F0} ms, slowest {measured[^1]:F0} ms, ratio {median / reference:F2}, {Megabytes(folder):F1} MB"));
    }
}
finally
{
    Directory.Delete(data, recursive: true);
}

static double Megabytes(string folder) =>
    Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) / 1e6;

// The stack is ready once GET /api/health was answered with 200, the store included.
static async Task<TimeSpan> StartAsync(string folder, ReadyLine services)
{
    var data = Directory.CreateTempSubdirectory("fixia-cold-").FullName;
    try
    {
        var clock = Stopwatch.StartNew();
        await using var functions = await FixiaStack.StartAsync(
            new StackOptions
            {
                DataDirectory = data,
                Parts = StackParts.Functions,
                FunctionsApp = folder,
                CosmosConnection = services.Cosmos,
                WebPubSubConnection = services.WebPubSub,
            },
            logging => logging.SetMinimumLevel(LogLevel.None),
            CancellationToken.None);
        return clock.Elapsed;
    }
    finally
    {
        Directory.Delete(data, recursive: true);
    }
}
