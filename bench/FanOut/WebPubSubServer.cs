using Fixia.Local.WebPubSub;

namespace FanOut;

/// <summary>The endpoint alone: its connection string on the first line, "collected" for each "gc" that it reads.</summary>
internal static class WebPubSubServer
{
    public static async Task RunAsync()
    {
        await using var endpoint = await WebPubSubEndpoint.StartAsync(new WebPubSubEndpointOptions(), CancellationToken.None);
        Console.WriteLine(endpoint.ConnectionString);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "gc")
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                Console.WriteLine("collected");
            }
        }
    }
}
