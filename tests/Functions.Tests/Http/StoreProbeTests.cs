using Fixia.Functions.Http;
using Fixia.Shared.Data;
using Fixia.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Functions.Tests.Http;

/// <summary>What health rests on.</summary>
public sealed class StoreProbeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_holds_for_a_while_and_then_the_store_is_asked_again()
    {
        await using var database = new CosmosDatabase();
        await database.InitializeAsync();
        var time = new FakeTimeProvider();
        var probe = new StoreProbe(database.Client, time);

        // Longer than the SDK is willing to wait, so that it passes the refusal on.
        database.Faults.ThrottleNext(1, TimeSpan.FromHours(1), FixiaDatabase.Idempotency);
        Assert.False(await probe.CanWriteAsync(Token));
        Assert.False(await probe.CanWriteAsync(Token));

        time.Advance(StoreProbe.Lifetime);
        Assert.True(await probe.CanWriteAsync(Token));
        database.Faults.ThrottleNext(1, TimeSpan.FromHours(1), FixiaDatabase.Idempotency);
        Assert.True(await probe.CanWriteAsync(Token));
    }
}
