using FanOut;

// Fan-out of local/WebPubSub beside Socket.IO, on this machine, in this run:
//   dotnet run -c Release --project bench/FanOut [-- CONNECTIONS MESSAGES RUNS]
if (args is ["serve"])
{
    await WebPubSubServer.RunAsync();
    return;
}

var load = new Load(
    Connections: args.Length > 0 ? int.Parse(args[0], null) : 1000,
    Messages: args.Length > 1 ? int.Parse(args[1], null) : 100,
    Runs: args.Length > 2 ? int.Parse(args[2], null) : 5);

var rows = new List<Row>();
Func<Task<ITarget>>[] targets =
[
    SocketIoTarget.StartAsync,
    () => WebPubSubTarget.StartAsync("json.webpubsub.azure.v1"),
    () => WebPubSubTarget.StartAsync("json.reliable.webpubsub.azure.v1"),
];

// Runs of the targets alternate, so that a slow spell of the machine falls on all of them.
for (var run = 0; run <= load.Runs; run++)
{
    foreach (var start in targets)
    {
        await using var target = await start();
        var measured = await load.RunAsync(target);
        if (run > 0)
        {
            rows.AddRange(measured);
        }
    }
}

Report.Write(load, rows);
