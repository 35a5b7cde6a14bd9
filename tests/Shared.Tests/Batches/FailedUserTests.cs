using System.Net;
using Fixia.Shared.Batches;
using Fixia.Shared.Delivery;
using Fixia.Shared.Json;
using Fixia.Shared.Producers;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Tests.Batches;

/// <summary>Users of a large send whom the store does not take: for now, or for good.</summary>
public sealed class FailedUserTests : IDisposable
{
    private readonly RefusingStore store = new();
    private readonly CosmosClient client;
    private readonly LargeSends sends;

    public FailedUserTests(CosmosDatabase database)
    {
        client = new CosmosClient(database.ConnectionString, new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            UseSystemTextJsonSerializerWithOptions = new(FixiaJsonContext.Default.Options),
            CustomHandlers = { store },
        });
        sends = new LargeSends(database, client);
        store.Refused = $"{sends.Prefix}-1\"";
    }

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Who_is_refused_for_good_is_a_dead_letter_with_the_work_and_the_others_are_served()
    {
        store.Status = HttpStatusCode.BadRequest;
        var batch = await sends.SendAsAsync("market", null, sends.To(sends.Users(3)));
        await sends.GoToAsync(LargeSends.Start.AddMinutes(1));

        var status = await sends.ReadAsync(batch);
        Assert.Equal((BatchState.Done, 2, 1, 0), (status.State, status.Created, status.Failed, status.Remaining));
        var found = Assert.Single(await sends.Letters.ReadAsync("batches", $"{sends.Prefix}-1", cursor: null, limit: 10, LargeSends.Token));
        var letter = (await sends.Letters.FindAsync(found.Id, LargeSends.Token))!;
        Assert.Equal((DeadLetterKind.Notification, 1, "market"), (letter.Kind, letter.Attempts, letter.Producer));
        Assert.Contains("400", letter.Reason, StringComparison.Ordinal);
        Assert.Equal("Novedades", letter.Document!.Value.GetProperty("title").GetString());
        Assert.Equal(1, letter.Document!.Value.GetProperty("user_ids").GetArrayLength());
    }

    [Fact]
    public async Task Who_is_refused_for_now_is_tried_again_and_nobody_is_counted_before()
    {
        store.Status = HttpStatusCode.Gone;
        var batch = await sends.SendAsync(sends.To(sends.Users(3)));
        Assert.Equal(["n0", "n0", "n0"], await sends.GoToAsync(LargeSends.Start.AddSeconds(6)));
        Assert.Equal((0, 3), ((await sends.ReadAsync(batch)).Created, (await sends.ReadAsync(batch)).Remaining));

        store.Refused = "nobody";
        await sends.GoToAsync(LargeSends.Start.AddMinutes(1));
        Assert.Equal((3, 0), ((await sends.ReadAsync(batch)).Created, (await sends.ReadAsync(batch)).Failed));
    }

    [Fact]
    public async Task After_a_day_it_is_given_up_and_said()
    {
        store.Status = HttpStatusCode.Gone;
        var batch = await sends.SendAsync(sends.To(sends.Users(3)));
        sends.Time.SetUtcNow(LargeSends.Start + Batch.Patience + TimeSpan.FromMinutes(1));
        await sends.GoToAsync(sends.Time.GetUtcNow().AddSeconds(6));
        Assert.Equal((0, 0), ((await sends.ReadAsync(batch)).Created, (await sends.ReadAsync(batch)).Failed));
        await sends.GoToAsync(sends.Time.GetUtcNow().AddMinutes(1));
        Assert.Equal((2, 1), ((await sends.ReadAsync(batch)).Created, (await sends.ReadAsync(batch)).Failed));
    }

    [Fact]
    public async Task Who_was_served_before_a_stop_counts_though_others_were_to_be_tried_again()
    {
        store.Status = HttpStatusCode.Gone;
        var users = sends.Users(3);
        var batch = await sends.SendAsync(sends.To(users), sends.To([users[0]]) with { SendAt = LargeSends.Start.AddDays(1) });
        await sends.GoToAsync(LargeSends.Start);
        await sends.Desk.StopAsync(Producer.Unnamed, batch.BatchId, LargeSends.Token);
        store.Refused = "nobody";
        await sends.GoToAsync(LargeSends.Start.AddMinutes(1));

        var status = await sends.ReadAsync(batch);
        Assert.Equal((BatchState.Stopped, 3, 0, 1), (status.State, status.Created, status.Failed, status.Remaining));
        Assert.Empty(await sends.ReadFeedAsync(users[1]));
        Assert.Empty(sends.Messages);
    }

    [Fact]
    public async Task What_is_tried_again_for_ever_leaves_no_more_messages_than_one()
    {
        store.Status = HttpStatusCode.Gone;
        await sends.SendAsync(sends.To(sends.Users(3)));
        Assert.Equal(10, (await sends.GoToAsync(LargeSends.Start.AddHours(1))).Count);
        Assert.Empty(sends.Messages);
    }

    [Fact]
    public async Task What_expires_between_two_attempts_is_not_sent_again()
    {
        store.Status = HttpStatusCode.Gone;
        var batch = await sends.SendAsync(sends.To(sends.Users(3)) with { ExpiresAt = LargeSends.Start.AddSeconds(2) });
        await sends.GoToAsync(LargeSends.Start);
        store.Refused = "nobody";
        await sends.GoToAsync(LargeSends.Start.AddMinutes(1));
        Assert.Equal((BatchState.Done, 3), ((await sends.ReadAsync(batch)).State, (await sends.ReadAsync(batch)).Created));
        Assert.Empty(await sends.ReadFeedAsync($"{sends.Prefix}-1"));
    }

    /// <summary>Refuses to create documents that hold a text.</summary>
    private sealed class RefusingStore : RequestHandler
    {
        public string Refused { get; set; } = "";

        public HttpStatusCode Status { get; set; }

        public override async Task<ResponseMessage> SendAsync(RequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Post || request.Content is null)
            {
                return await base.SendAsync(request, cancellationToken);
            }

            using var copy = new MemoryStream();
            await request.Content.CopyToAsync(copy, cancellationToken);
            request.Content.Position = 0;
            return System.Text.Encoding.UTF8.GetString(copy.ToArray()).Contains(Refused, StringComparison.Ordinal)
                ? new ResponseMessage(Status)
                : await base.SendAsync(request, cancellationToken);
        }
    }
}
