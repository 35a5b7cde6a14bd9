using System.Globalization;
using Fixia.Peers;

// One hour of one user: the API that was polled, the Socket.IO gateway, and this product:
//   npm ci --prefix bench/peers/gateway && dotnet run -c Release --project bench/Peers
const int ServicePingMs = 300;
Exchanges polling, socket, product;
IReadOnlyList<double> critical;
Exchange engineIoPing;
await using (var gateway = await Gateway.StartAsync(ServicePingMs))
{
    engineIoPing = await gateway.MeasureServicePingAsync();
}

await using (var gateway = await Gateway.StartAsync(pingMs: 25_000))
{
    polling = await gateway.MeasurePollingAsync();
}

await using (var gateway = await Gateway.StartAsync(pingMs: 25_000))
{
    socket = await gateway.MeasureSocketAsync() with { ServicePing = engineIoPing };
}

await using (var stack = await Product.StartAsync())
{
    (product, critical) = await stack.MeasureAsync();
}

Report.Write(
    [
        (polling, "30 s", new Hour(PollEvery: 30, ServicePingEvery: 0, PingEvery: 0)),
        (socket, "2 min", new Hour(PollEvery: 120, ServicePingEvery: 25, PingEvery: 30)),
        (product, "2 min", new Hour(PollEvery: 120, ServicePingEvery: 30, PingEvery: 600)),
        (product, "1 h", new Hour(PollEvery: 3600, ServicePingEvery: 30, PingEvery: 600)),
        (product, "1 day, pings the application every hour", new Hour(PollEvery: 86_400, ServicePingEvery: 30, PingEvery: 3600)),
    ],
    critical);
