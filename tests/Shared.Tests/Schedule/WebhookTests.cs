using System.ComponentModel.DataAnnotations;
using System.Net;
using Fixia.Shared.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>What goes over a real connection, and what an endpoint may be.</summary>
public sealed class WebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static WebhookEvent Event => WebhookEvent.Acted(new ActedData("n", "ana", "proposal", "accept", DateTimeOffset.UnixEpoch));

    [Fact]
    public async Task A_redirect_is_not_followed_and_nothing_is_told_to_two_endpoints()
    {
        var paths = new List<string>();
        var headers = new List<string>();
        await using var server = await StartAsync(context =>
        {
            paths.Add(context.Request.Path);
            headers.AddRange(context.Request.Headers.Keys);
            context.Response.Headers.SetCookie = "session=1";
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        using var client = WebhookSender.CreateClient();
        var sender = Sender(client, UrlOf(server));
        using var activity = new System.Diagnostics.Activity("test").Start();
        await sender.SendAsync(producer: null, "id", Event, Token);
        var failure = await sender.SendAsync(producer: null, "id", Event, Token);
        Assert.Equal("The endpoint answered 302.", failure!.Reason);
        Assert.Equal(["/hook", "/hook"], paths);
        Assert.DoesNotContain("Cookie", headers);
        Assert.DoesNotContain("traceparent", headers);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_given_up_and_holds_so_many_calls_at_a_time()
    {
        var answer = new TaskCompletionSource();
        await using var server = await StartAsync(_ => answer.Task);
        using var client = WebhookSender.CreateClient();
        var sender = Sender(client, UrlOf(server), TimeSpan.FromSeconds(1));
        var calls = Enumerable.Range(0, WebhookSender.Parallelism).Select(_ => sender.SendAsync(producer: null, "id", Event, Token)).ToList();
        var refused = await sender.SendAsync(producer: null, "id", Event, Token);
        Assert.Equal((false, TimeSpan.FromSeconds(10)), (refused!.WasTried, refused.RetryAfter));
        Assert.All(await Task.WhenAll(calls), failure => Assert.Equal("The endpoint did not answer in time.", failure!.Reason));
        answer.SetResult();
        Assert.Null(await sender.SendAsync(producer: null, "id", Event, Token));
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_is_a_failure_that_passes()
    {
        string url;
        await using (var server = await StartAsync(_ => Task.CompletedTask))
        {
            url = UrlOf(server);
        }

        using var client = WebhookSender.CreateClient();
        Assert.StartsWith("The endpoint could not be reached", (await Sender(client, url).SendAsync(producer: null, "id", Event, Token))!.Reason, StringComparison.Ordinal);
        Assert.Equal("The producer has no endpoint any more.", (await Sender(client, url).SendAsync("gone", "id", Event, Token))!.Reason);
    }

    [Theory]
    [InlineData("https://market.test/hook", Secret, true)]
    [InlineData("http://127.0.0.1:5000/", Secret, true)]
    [InlineData("http://market.test/", Secret, false)]
    [InlineData("https://user:password@market.test/", Secret, false)]
    [InlineData("file:///etc/passwd", Secret, false)]
    [InlineData("/hook", Secret, false)]
    [InlineData("https://market.test/", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("https://market.test/", "secretMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("https://market.test/", "whsec_c2hvcnQ=", false)]
    [InlineData("https://market.test/", "whsec_not base64", false)]
    [InlineData("https://market.test/", "whsec_", false)]
    [InlineData("https://market.test/", null, false)]
    public void An_endpoint_is_a_safe_address_with_secrets(string url, string? secret, bool isValid) =>
        Assert.Equal(isValid, !Options(url, TimeSpan.FromSeconds(1), secret).Validate(new ValidationContext(url)).Any());

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_secret_holds_24_to_64_bytes(int bytes, bool isValid) => Assert.Equal(
        isValid,
        !Options("https://market.test/", TimeSpan.FromSeconds(1), $"whsec_{Convert.ToBase64String(new byte[bytes])}").Validate(new ValidationContext(bytes)).Any());

    [Fact]
    public void A_producer_has_one_endpoint_and_all_of_its_secrets_are_some()
    {
        var options = Options("https://market.test/", TimeSpan.FromSeconds(1), Secret);
        var other = new WebhookOptions.Endpoint { Producer = "other", Url = "https://other.test/" };
        other.Secrets.Add(Secret);
        options.Endpoints.Add(other);
        Assert.Empty(options.Validate(new ValidationContext(options)));
        other.Secrets.Add("none");
        Assert.Contains("Webhooks__Endpoints__1__Secrets", Assert.Single(options.Validate(new ValidationContext(options))).ErrorMessage, StringComparison.Ordinal);
        other.Secrets.Remove("none");
        other.Url = "market.test";
        Assert.Contains("Webhooks__Endpoints__1__Url", Assert.Single(options.Validate(new ValidationContext(options))).ErrorMessage, StringComparison.Ordinal);
        other.Url = "https://other.test/";
        options.Endpoints.Add(options.Endpoints[0]);
        Assert.Contains("twice", Assert.Single(options.Validate(new ValidationContext(options))).ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wish_to_be_left_alone_may_be_a_date()
    {
        await using var server = await StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = DateTimeOffset.UtcNow.AddHours(1).ToString("R");
            return Task.CompletedTask;
        });
        using var client = WebhookSender.CreateClient();
        var failure = await Sender(client, UrlOf(server)).SendAsync(producer: null, "id", Event, Token);
        Assert.InRange(failure!.RetryAfter!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
    }

    private static WebhookSender Sender(HttpClient client, string url, TimeSpan? timeout = null) =>
        new(client, Microsoft.Extensions.Options.Options.Create(Options(url, timeout ?? TimeSpan.FromSeconds(30), Secret)), TimeProvider.System);

    private static WebhookOptions Options(string url, TimeSpan timeout, string? secret)
    {
        var endpoint = new WebhookOptions.Endpoint { Url = url };
        if (secret is not null)
        {
            endpoint.Secrets.Add(secret);
        }

        var options = new WebhookOptions { Timeout = timeout };
        options.Endpoints.Add(endpoint);
        return options;
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate handle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(handle);
        await server.StartAsync(Token);
        return server;
    }

    private static string UrlOf(WebApplication server) => $"{server.Urls.Single()}/hook";
}
