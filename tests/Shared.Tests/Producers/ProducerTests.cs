using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Fixia.Shared.Producers;
using Fixia.Shared.Tests.Batches;
using Fixia.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Tests.Producers;

/// <summary>Producers that go by a name: what they are known by, what they may do, and that they do not get in each other's way.</summary>
public sealed class ProducerTests(CosmosDatabase database)
{
    private readonly string run = Guid.NewGuid().ToString("N");
    private readonly Product product = new(database.Client, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NotificationRequest Request => new() { UserIds = [$"{run}-ana"], Type = "payment", Title = "Pago", Message = "Hola" };

    [Fact]
    public void A_key_tells_who_calls_and_what_they_may_do()
    {
        var options = Bind(
            ("Named:0:Name", "market"), ("Named:0:KeyHashes:0", HashOf("old")), ("Named:0:KeyHashes:1", HashOf("new").ToUpperInvariant()), ("Named:0:Rights:0", "notify"),
            ("Named:1:Name", "ops"), ("Named:1:KeyHashes:0", HashOf("other")), ("Named:1:Rights:0", "operate"), ("Named:1:Rights:1", "Announce"));
        Assert.Empty(Flaws(options));

        var directory = new ProducerDirectory(Options.Create(options));
        Assert.Equal("market", directory.Find("old")!.Name);
        Assert.Equal([ProducerRight.Notify], directory.Find("new")!.Rights);
        Assert.Equal(("ops", true, false), (directory.Find("other")!.Name, directory.Find("other")!.Rights.Contains(ProducerRight.Operate), directory.Find("other")!.Rights.Contains(ProducerRight.Notify)));
        Assert.Null(directory.Find("unknown"));
        Assert.Null(directory.Find(HashOf("old")));
        Assert.Null(directory.Find(""));
        Assert.Same(Producer.Unnamed, directory.Find(null));

        options.Required = true;
        Assert.Null(directory.Find(null));
    }

    [Theory]
    [InlineData("announce,disconnect")]
    [InlineData("notify, announce")]
    [InlineData("anounce")]
    [InlineData("3")]
    [InlineData("")]
    public void What_is_no_right_is_refused_and_not_taken_for_another(string right)
    {
        var options = Bind(("Named:0:Name", "a"), ("Named:0:KeyHashes:0", HashOf("k")), ("Named:0:Rights:0", "notify"), ("Named:0:Rights:1", right));
        Assert.StartsWith("Producers__Named__0: Rights needs", Assert.Single(Flaws(options)), StringComparison.Ordinal);
    }

    [Fact]
    public void Scopes_meet_neither_each_other_nor_what_else_ids_derive_from()
    {
        // What is known of keys without a name stays found.
        Assert.Equal("k", Producer.Scope(null, "k"));
        string[] inner = [.. ((string[])["key", "batch", "producer"]).SelectMany(name => (string[])[Producer.Scope(name, "k"), Producer.Scope(null, $"key\n{name}"), $"key\n{Producer.Scope(name, "k")}", $"{name}\nk"])];
        Assert.Equal(inner.Length, inner.Distinct().Count());
    }

    [Fact]
    public async Task Announcements_and_batches_of_two_producers_have_keys_of_their_own()
    {
        // What is announced is everybody's, so not in the database of the other tests.
        await using var apart = new CosmosDatabase();
        await apart.InitializeAsync();
        var publisher = new Product(apart.Client, TimeProvider.System).Publisher;
        var announcement = new AnnouncementRequest { Type = "system", Title = "Hola", Message = "A todos", ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(1) };
        var (first, second) = (await publisher.AnnounceAsync(announcement with { Producer = "a" }, run, Token), await publisher.AnnounceAsync(announcement with { Producer = "b", Title = "Otra" }, run, Token));
        Assert.NotEqual(first.Announcement.Id, second.Announcement.Id);

        var sends = new LargeSends(database);
        var request = sends.To(sends.Users(2));
        var one = await sends.SendAsAsync("a", run, request);
        Assert.NotEqual(one.BatchId, (await sends.SendAsAsync("b", run, request with { Title = "Otra" })).BatchId);
        Assert.Equal(one.BatchId, (await sends.SendAsAsync("a", run, request)).BatchId);
    }

    [Fact]
    public void What_can_not_work_is_refused_at_the_start_by_the_name_of_the_setting()
    {
        Assert.Contains("Producers__Required", Assert.Single(Flaws(Bind(("Required", "true")))), StringComparison.Ordinal);
        var flaws = Flaws(Bind(("Named:0:Name", "Ana Co"), ("Named:0:KeyHashes:0", "secret"), ("Named:0:Rights:0", "9")));
        Assert.All(flaws, flaw => Assert.StartsWith("Producers__Named__0: ", flaw, StringComparison.Ordinal));
        Assert.Equal(["Name", "KeyHashes", "Rights"], flaws.Select(flaw => flaw.Split(' ')[1]));
        Assert.Equal(3, Flaws(Bind(("Named:0:Name", ""))).Count);

        (string, string)[] same = [("Named:0:Name", "a"), ("Named:0:KeyHashes:0", HashOf("k")), ("Named:0:Rights:0", "notify"), ("Named:1:Name", "a"), ("Named:1:KeyHashes:0", HashOf("k").ToUpperInvariant()), ("Named:1:Rights:0", "notify")];
        Assert.Equal(["Producers__Named holds a name twice.", "Producers__Named holds a key hash twice."], Flaws(Bind(same)));
    }

    [Fact]
    public async Task Idempotency_keys_of_two_producers_never_meet()
    {
        var first = (await product.Publisher.PublishAsync(Request with { Producer = "a" }, run, Token)).Notifications.Single().Id;
        var second = (await product.Publisher.PublishAsync(Request with { Producer = "b", Title = "Otro" }, run, Token)).Notifications.Single().Id;
        var third = (await product.Publisher.PublishAsync(Request with { Title = "Sin nombre" }, run, Token)).Notifications.Single().Id;
        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
        Assert.Equal(first, (await product.Publisher.PublishAsync(Request with { Producer = "a" }, run, Token)).Notifications.Single().Id);
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => product.Publisher.PublishAsync(Request with { Producer = "a", Title = "Otro" }, run, Token));
    }

    [Fact]
    public async Task A_key_is_found_by_its_own_producer_alone()
    {
        var created = (await product.Publisher.PublishAsync(Request with { Producer = "a", Key = run }, null, Token)).Notifications.Single();
        Assert.Null(await product.Keyed.CancelAsync("b", run, retract: true, Token));
        Assert.Null(await product.Keyed.CancelAsync(producer: null, run, retract: true, Token));
        Assert.Null(await product.Keyed.UpdateAsync("b", run, new NotificationUpdate { Type = "payment", Title = "Suyo", Message = "Hola" }, Token));

        var stored = await product.Editor.FindAsync(created.UserId, created.Id, Token);
        Assert.Equal(("a", null), (stored!.Producer, stored.Removed));
        Assert.Equal(1, (await product.Keyed.CancelAsync("a", run, retract: true, Token))!.Retracted);
    }

    [Fact]
    public async Task A_batch_is_its_producers_and_that_of_who_operates()
    {
        var sends = new LargeSends(database);
        var batch = await sends.SendAsAsync("market", null, sends.To(sends.Users(2)));
        var market = new Producer("market", new HashSet<ProducerRight> { ProducerRight.Notify });
        var other = market with { Name = "other" };
        Assert.Null(await sends.Desk.FindAsync(other, batch.BatchId, Token));
        Assert.Null(await sends.Desk.StopAsync(other, batch.BatchId, Token));
        Assert.Equal("running", (await sends.Desk.FindAsync(market, batch.BatchId, Token))!.State);

        await sends.GoToAsync(LargeSends.Start.AddMinutes(1));
        var got = Assert.Single(await sends.ReadFeedAsync(sends.Users(2)[1]));
        Assert.Equal("market", (await sends.Product.Editor.FindAsync(got.UserId, got.Id, Token))!.Producer);
        Assert.NotNull(await sends.Desk.FindAsync(other with { Rights = new HashSet<ProducerRight> { ProducerRight.Operate } }, batch.BatchId, Token));
        Assert.NotEqual("running", (await sends.Desk.StopAsync(market, batch.BatchId, Token))!.State);
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static ProducerOptions Bind(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value)).Build();
        var options = new ProducerOptions();
        configuration.Bind(options);
        return options;
    }

    private static List<string> Flaws(ProducerOptions options) => [.. options.Validate(new ValidationContext(options)).Select(flaw => flaw.ErrorMessage!)];
}
