using Fixia.Local.Stack;

namespace Fixia.Invocations;

/// <summary>What is invoked, and under which settings.</summary>
internal static class Workload
{
    /// <summary>A ping as the Web PubSub extension hands it to the worker.</summary>
    public const string PingEvent =
        """
        {
          "data": "{}",
          "dataType": "Json",
          "connectionContext": {
            "eventType": "User", "eventName": "ping", "hub": "notifications", "connectionId": "c", "userId": "ana",
            "signature": null, "origin": "127.0.0.1", "states": {}, "headers": {}
          }
        }
        """;

    /// <summary>No limit for the one user who does all of it.</summary>
    public static Dictionary<string, string?> Settings { get; } = new()
    {
        ["UserLimits__Negotiate__Burst"] = "1000000", ["UserLimits__Negotiate__PerSecond"] = "1000000",
        ["UserLimits__Http__Burst"] = "1000000", ["UserLimits__Http__PerSecond"] = "1000000",
        ["UserLimits__Events__Burst"] = "1000000", ["UserLimits__Events__PerSecond"] = "1000000",
    };

    /// <summary>The settings of a worker that is started beside the stack, on the same services.</summary>
    public static Dictionary<string, string?> WorkerSettings(ReadyLine ready) => new(Settings.Concat(StackOptions.SettingsWithoutStorage))
    {
        ["CosmosDB"] = ready.Cosmos,
        ["WebPubSubConnectionString"] = ready.WebPubSub,
        ["Jwt__Secret"] = "a secret for measurements, long enough for HS256",
        ["Jwt__Issuer"] = "https://fixia.local",
        ["Jwt__Audience"] = "fixia-notifications",
    };
}
