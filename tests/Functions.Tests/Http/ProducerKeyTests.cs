using Fixia.Functions.Http;
using Fixia.Shared.Identity;
using Fixia.Shared.Producers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fixia.Functions.Tests.Http;

/// <summary>Keys of producers that go by a name, at the HTTP functions.</summary>
public sealed class ProducerKeyTests(SharedApp shared)
{
    /// <summary>The SHA-256 of "market" and of "operations".</summary>
    private static readonly (string Key, string Hash, ProducerRight[] Rights)[] Known =
    [
        ("market", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("market"u8)), [ProducerRight.Notify]),
        ("operations", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("operations"u8)), [ProducerRight.Operate]),
    ];

    [Theory]
    [InlineData("market", StatusCodes.Status200OK, StatusCodes.Status403Forbidden)]
    [InlineData("operations", StatusCodes.Status403Forbidden, StatusCodes.Status200OK)]
    [InlineData("Market", StatusCodes.Status401Unauthorized, StatusCodes.Status401Unauthorized)]
    [InlineData("", StatusCodes.Status401Unauthorized, StatusCodes.Status401Unauthorized)]
    [InlineData(null, StatusCodes.Status401Unauthorized, StatusCodes.Status401Unauthorized)]
    public async Task A_producer_does_what_it_has_a_right_to(string? key, int notifies, int operates)
    {
        Assert.Equal(notifies, await CallAsync(key, ProducerRight.Notify));
        Assert.Equal(operates, await CallAsync(key, ProducerRight.Operate));
        Assert.NotEqual(StatusCodes.Status200OK, await CallAsync(key, ProducerRight.Announce));
    }

    [Fact]
    public async Task Who_creates_is_told_in_the_timeline_and_can_not_be_written_into_the_body()
    {
        var user = $"u-{Guid.NewGuid():N}";
        var call = new HttpCall(shared.App).Send("POST", $$"""{"user_ids":["{{user}}"],"type":"message","title":"T","message":"M","producer":"forged"}""");
        await call.ExecuteAsync(shared.App.Function<ProducersApi>().CreateNotifications(call.Request, TestContext.Current.CancellationToken));
        var read = new HttpCall(shared.App).Send("GET");
        await read.ExecuteAsync(shared.App.Function<OperationsApi>().ReadTimeline(read.Request, user, TestContext.Current.CancellationToken));
        Assert.False(Assert.Single(read.Body.GetProperty("notifications").EnumerateArray()).TryGetProperty("producer", out _));
    }

    private async Task<int> CallAsync(string? key, ProducerRight right)
    {
        var options = new ProducerOptions { Required = true };
        foreach (var (name, hash, rights) in Known)
        {
            var named = new ProducerOptions.NamedProducer { Name = name, KeyHashes = { hash } };
            rights.ToList().ForEach(named.Rights.Add);
            options.Named.Add(named);
        }

        var services = shared.App.Services;
        var api = new HttpApi(
            services.GetRequiredService<TokenValidator>(), services.GetRequiredService<UserLimits>(), services.GetRequiredService<IOptions<CookieTrustOptions>>(),
            new ProducerDirectory(Options.Create(options)), NullLogger<HttpApi>.Instance);
        var call = new HttpCall(shared.App).Send("GET");
        if (key is not null)
        {
            call.Request.Headers[HttpApi.ProducerKey] = key;
        }

        await call.ExecuteAsync(api.AsProducerAsync(call.Request, right, producer => Task.FromResult<IResult>(TypedResults.Json(producer.Name))));
        if (call.Response.StatusCode != StatusCodes.Status200OK)
        {
            Assert.StartsWith("application/problem+json", call.Response.ContentType, StringComparison.Ordinal);
            Assert.DoesNotContain("Market", call.Body.GetRawText(), StringComparison.Ordinal);
        }

        return call.Response.StatusCode;
    }
}
