using Fixia.Shared.Announcements;
using Fixia.Shared.Producers;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Notifications;

/// <summary>What one process knows of the announcements, and how old that may be.</summary>
public sealed class ActiveAnnouncementsTests : IAsyncLifetime
{
    private static readonly TimeSpan CacheFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);
    private readonly CosmosDatabase database = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private Product product = null!;
    private ActiveAnnouncements active = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        product = new Product(database.Client, TimeProvider.System);
        active = new ActiveAnnouncements(
            product.Announcements, Options.Create(new AnnouncementOptions { CacheFor = CacheFor, Hold = Hold }), time);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task What_was_read_a_moment_ago_is_not_read_again()
    {
        await active.ReadAsync(Token);
        await AnnounceAsync();
        Assert.Empty(await active.ReadAsync(Token));
        Assert.Empty(await active.ReadRecentAsync(Token));
    }

    [Fact]
    public async Task Past_its_time_it_is_used_on_while_it_is_read_anew()
    {
        await active.ReadAsync(Token);
        await AnnounceAsync();
        time.Advance(CacheFor + TimeSpan.FromMilliseconds(1));
        Assert.Empty(await active.ReadAsync(Token));
        await Patience.UntilAsync(async () => (await active.ReadAsync(Token)).Count == 1, "the next answers are new");
    }

    [Fact]
    public async Task Nobody_is_answered_with_what_is_older_than_twice_that()
    {
        await active.ReadAsync(Token);
        await AnnounceAsync();
        time.Advance(CacheFor * 2);
        Assert.Single(await active.ReadAsync(Token));
    }

    [Fact]
    public async Task Who_needs_what_was_broadcast_gets_nothing_older_than_the_time_for_which_that_is_held_back()
    {
        await active.ReadAsync(Token);
        await AnnounceAsync();
        time.Advance(Hold);
        Assert.Single(await active.ReadRecentAsync(Token));
    }

    [Fact]
    public async Task What_this_process_announced_or_pushed_is_known_at_once()
    {
        await active.ReadAsync(Token);
        await AnnounceAsync();
        active.Forget();
        Assert.Single(await active.ReadAsync(Token));
    }

    [Fact]
    public async Task What_has_expired_is_left_out_whenever_it_was_read()
    {
        await AnnounceAsync(time.GetUtcNow().AddSeconds(2.5));
        Assert.Single(await active.ReadAsync(Token));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty(await active.ReadAsync(Token));
    }

    [Fact]
    public async Task Everybody_who_waits_shares_one_reading()
    {
        var charged = 0.0;
        using var client = Metered(charge => charged += charge);
        var metered = new ActiveAnnouncements(
            new AnnouncementStore(client, new AnnouncementReader(Product.Links), Product.AtOnce),
            Options.Create(new AnnouncementOptions { CacheFor = CacheFor, Hold = Hold }),
            time);
        await metered.ReadAsync(Token);
        var once = charged;
        time.Advance(CacheFor * 2);
        charged = 0;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => metered.ReadAsync(Token)));
        Assert.Equal(once, charged);
    }

    [Fact]
    public async Task A_store_that_is_busy_is_not_noticed_before_what_is_known_is_too_old()
    {
        await AnnounceAsync();
        await active.ReadAsync(Token);
        database.Faults.ThrottleAtRandom(1, TimeSpan.FromMilliseconds(1));
        time.Advance(CacheFor * 1.5);
        Assert.Single(await active.ReadAsync(Token));
        time.Advance(CacheFor);
        await Assert.ThrowsAsync<CosmosException>(() => active.ReadAsync(Token));
        database.Faults.Stop();
        Assert.Single(await active.ReadAsync(Token));
    }

    [Fact]
    public async Task Who_stops_waiting_takes_the_reading_from_nobody()
    {
        using var impatient = new CancellationTokenSource();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => active.ReadAsync(impatient.Token));
        Assert.Empty(await active.ReadAsync(Token));
    }

    private Task<CreatedAnnouncement> AnnounceAsync(DateTimeOffset? expiresAt = null) => product.Publisher.AnnounceAsync(
        new AnnouncementRequest { Type = "system", Title = "Hola", Message = "Hola", ExpiresAt = expiresAt }, null, Token);

    private CosmosClient Metered(Action<double> charge) => new(database.ConnectionString, new CosmosClientOptions
    {
        ConnectionMode = ConnectionMode.Gateway,
        LimitToEndpoint = true,
        CustomHandlers = { new Meter(charge) },
    });

    private sealed class Meter(Action<double> charge) : RequestHandler
    {
        public override async Task<ResponseMessage> SendAsync(RequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            charge(response.Headers.RequestCharge);
            return response;
        }
    }
}
