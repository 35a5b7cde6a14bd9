using System.Text.Json;
using Fixia.Shared.Analytics;
using Fixia.Shared.Data;
using Fixia.Shared.Journal;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Receipts;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Analytics;

/// <summary>Two counts at a time, as where the timer of one instance still runs when that of another begins. The year is one that no other test is in.</summary>
public sealed class OverlappingCountTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Nine = new(2019, 5, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider time = new(Nine.AddMinutes(20));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_counts_that_overlap_store_what_one_does()
    {
        var product = new Product(database.Client, time);
        foreach (var (id, type, at) in ((string, string, DateTimeOffset)[])[("a", "message", Nine), ("b", "message", Nine.AddMinutes(1)), ("c", "payment", Nine.AddMinutes(-30))])
        {
            await product.Notifications.CreateAsync(new NotificationDocument { Id = id, UserId = "ana", Type = type, Title = id, CreatedAt = at }, Token);
        }

        await Receipts(database.Client).KeepAsync("ana", new ReceivedPayload { Ids = ["a", "c"], DeviceId = "d", DeviceKind = DeviceKind.Phone }, Token);

        // Both have read and counted everything before either of them stores an hour, and then they do so side by side.
        var meeting = new Meeting(parties: 2);
        using var one = Client(meeting);
        using var other = Client(meeting);
        await Task.WhenAll(Upkeep(one).RunAsync(Token), Upkeep(other).RunAsync(Token)).WaitAsync(Deadline, Token);

        var overlapped = await ReadAsync();
        Assert.Equal(
            [(Nine.AddHours(-1), "payment", 1, 1), (Nine, "message", 2, 1)],
            overlapped.SelectMany(hour => hour.Types, (hour, type) => (hour.Start, type.Key, type.Value.Created, type.Value.Received)));
        await Upkeep(database.Client).RunAsync(Token);
        Assert.Equal((await ReadAsync()).Select(ToText), overlapped.Select(ToText));
    }

    private async Task<IReadOnlyList<AnalyticsHour>> ReadAsync() => await new AnalyticsStore(database.Client).ReadAsync(Nine.AddDays(-2), Nine.AddDays(2), Token);

    private static string ToText(AnalyticsHour hour) => JsonSerializer.Serialize(hour, FixiaJsonContext.Default.AnalyticsHour);

    private ReceiptStore Receipts(CosmosClient client) => new(client, Options.Create(new ReceiptOptions()), time);

    private AnalyticsUpkeep Upkeep(CosmosClient client) => new(new AnalyticsStore(client), new AnalyticsCounter(client, new PushStore(client), Receipts(client), time), time);

    private CosmosClient Client(Meeting meeting) => new(database.ConnectionString, new CosmosClientOptions
    {
        ConnectionMode = ConnectionMode.Gateway,
        LimitToEndpoint = true,
        UseSystemTextJsonSerializerWithOptions = new JsonSerializerOptions(FixiaJsonContext.Default.Options),
        CustomHandlers = { new WaitingWriter(meeting) },
    });

    /// <summary>Completes when as many have come as it was made for.</summary>
    private sealed class Meeting(int parties)
    {
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int missing = parties;

        public Task ArriveAsync()
        {
            if (Interlocked.Decrement(ref missing) == 0)
            {
                all.SetResult();
            }

            return all.Task;
        }
    }

    /// <summary>Holds the first hour back until everybody has one to store.</summary>
    private sealed class WaitingWriter(Meeting meeting) : RequestHandler
    {
        private bool hasMet;

        public override async Task<ResponseMessage> SendAsync(RequestMessage request, CancellationToken cancellationToken)
        {
            if (!hasMet && request.Method == HttpMethod.Post && request.Headers["x-ms-documentdb-is-upsert"] is not null)
            {
                hasMet = true;
                await meeting.ArriveAsync().WaitAsync(cancellationToken);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
