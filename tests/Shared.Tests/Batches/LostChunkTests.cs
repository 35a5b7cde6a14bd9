using System.Text;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Tests.Batches;

/// <summary>Parts of a large send that somebody deleted or wrote over.</summary>
public sealed class LostChunkTests(CosmosDatabase database)
{
    private readonly LargeSends sends = new(database);

    private Container Chunks => database.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Batches);

    [Theory]
    [InlineData(null)]
    [InlineData("\"none\"")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("""[{"number":0}]""")]
    [InlineData("""[{"number":0,"notification":{"user_ids":["a"],"type":"system"}}]""")]
    public async Task Is_a_dead_letter_that_is_woken_no_more_until_somebody_has_corrected_it(string? content)
    {
        var batch = await sends.SendAsAsync("market", null, sends.To(sends.Users(3)));
        var whole = await ReplaceAsync(batch, content is null ? null : $$"""{"id":"n0","batch_id":"{{batch.PartsId}}","sends":{{content}}}""");

        Assert.Equal(["n0"], await sends.GoToAsync(LargeSends.Start.AddMinutes(1)));
        for (var sweeps = 0; sweeps < 3; sweeps++)
        {
            sends.Time.Advance(2 * BatchDesk.Patience);
            await sends.Desk.SweepAsync(LargeSends.Token);
            Assert.DoesNotContain(sends.Messages, message => message.Text.Contains(batch.BatchId, StringComparison.Ordinal));
        }

        var status = await sends.ReadAsync(batch);
        Assert.Equal((BatchState.Running, 0, 0, 3), (status.State, status.Created, status.Failed, status.Remaining));
        var letters = await sends.Letters.ReadAsync(FixiaDatabase.Batches, user: null, cursor: null, limit: 1000, LargeSends.Token);
        var letter = (await sends.Letters.FindAsync(Assert.Single(letters, letter => letter.DocumentId == $"{batch.BatchId}.n0").Id, LargeSends.Token))!;
        Assert.Equal((DeadLetterKind.Message, 1, "market"), (letter.Kind, letter.Attempts, letter.Producer));

        await ReplaceAsync(batch, whole);
        await sends.RunAsync(letter.Document!.Value.GetString()!);
        status = await sends.ReadAsync(batch);
        Assert.Equal((BatchState.Done, 3, 0, 0), (status.State, status.Created, status.Failed, status.Remaining));
    }

    [Fact]
    public async Task Is_done_where_it_holds_nobody()
    {
        var batch = await sends.SendAsync(sends.To(sends.Users(3)));
        await ReplaceAsync(batch, $$"""{"id":"n0","batch_id":"{{batch.PartsId}}","sends":[]}""");

        Assert.Equal(["n0"], await sends.GoToAsync(LargeSends.Start.AddMinutes(1)));
        Assert.Equal(0, (await sends.ReadAsync(batch)).Created);
    }

    [Fact]
    public async Task Keeps_none_of_the_others()
    {
        var batch = await sends.SendAsync(sends.To(sends.Users(Chunk.MaxUsers + 1)));
        await ReplaceAsync(batch, json: null);
        sends.Messages.Clear();
        sends.Time.Advance(2 * BatchDesk.Patience);
        await sends.Desk.SweepAsync(LargeSends.Token);
        sends.Messages.RemoveAll(message => !message.Text.Contains(batch.BatchId, StringComparison.Ordinal));
        Assert.Equal(["n0", "n1"], (await sends.GoToAsync(sends.Time.GetUtcNow().AddMinutes(1))).Order());
        Assert.Equal((1, Chunk.MaxUsers), ((await sends.ReadAsync(batch)).Created, (await sends.ReadAsync(batch)).Remaining));
    }

    /// <summary>Puts something in the place of the first chunk; null deletes it.</summary>
    /// <returns>What was there.</returns>
    private async Task<string> ReplaceAsync(Batch batch, string? json)
    {
        var partition = new PartitionKey(batch.PartsId);
        using var before = await Chunks.ReadItemStreamAsync("n0", partition, cancellationToken: LargeSends.Token);
        using var reader = new StreamReader(before.Content ?? Stream.Null);
        var text = await reader.ReadToEndAsync(LargeSends.Token);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(json ?? ""));
        using var response = json is null
            ? await Chunks.DeleteItemStreamAsync("n0", partition, cancellationToken: LargeSends.Token)
            : await Chunks.UpsertItemStreamAsync(content, partition, cancellationToken: LargeSends.Token);
        response.EnsureSuccessStatusCode();
        return text;
    }
}
