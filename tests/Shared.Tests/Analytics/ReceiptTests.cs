using Fixia.Shared.Preferences;
using Fixia.Shared.Receipts;
using Fixia.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Analytics;

/// <summary>What devices tell that they received.</summary>
public sealed class ReceiptTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Start = new(2031, 6, 1, 9, 0, 0, TimeSpan.Zero);
    private readonly string user = Guid.NewGuid().ToString();
    private readonly FakeTimeProvider time = new(Start);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_time_counts_however_often_and_in_whatever_order_it_is_told()
    {
        await KeepAsync(new ReceivedPayload { Ids = ["a", "b", "a"], Shown = ["b", "c"], DeviceId = "d", DeviceKind = DeviceKind.Phone });
        time.Advance(TimeSpan.FromMinutes(1));
        await KeepAsync(new ReceivedPayload { Ids = ["b", "a"], Shown = ["c", "b"], DeviceId = "d", DeviceKind = DeviceKind.Phone });
        await KeepAsync(new ReceivedPayload { Ids = ["a", "b"], DeviceId = "other" });

        var kept = (await StoreOf(new ReceiptOptions()).ReadOfUserAsync(user, Start, 10, Token)).OrderBy(receipt => receipt.ReceivedAt).ToList();

        Assert.Equal(2, kept.Count);
        Assert.Equal((Start, "d", DeviceKind.Phone), (kept[0].ReceivedAt, kept[0].DeviceId, kept[0].DeviceKind));
        Assert.Equal(["a", "b"], kept[0].Ids);
        Assert.Equal(["b"], kept[0].Shown);
        Assert.Equal(Start.AddMinutes(1), kept[1].ReceivedAt);
    }

    [Fact]
    public async Task Nothing_is_kept_where_that_is_turned_off()
    {
        await StoreOf(new ReceiptOptions { Enabled = false }).KeepAsync(user, new ReceivedPayload { Ids = ["a"] }, Token);
        Assert.Empty(await StoreOf(new ReceiptOptions()).ReadOfUserAsync(user, DateTimeOffset.UnixEpoch, 10, Token));
    }

    [Theory]
    [InlineData(0, "a", "d", "ids")]
    [InlineData(101, "a", "d", "ids")]
    [InlineData(1, "", "d", "ids")]
    [InlineData(1, "a", "a b", "deviceId")]
    public async Task What_can_not_be_meant_is_refused_by_name(int count, string id, string device, string member)
    {
        var payload = new ReceivedPayload { Ids = [.. Enumerable.Repeat(id, count)], DeviceId = device };
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => KeepAsync(payload));
        Assert.Equal(member, refused.Member);
    }

    private Task KeepAsync(ReceivedPayload payload) => StoreOf(new ReceiptOptions()).KeepAsync(user, payload, Token);

    private ReceiptStore StoreOf(ReceiptOptions options) => new(database.Client, Options.Create(options), time);
}
