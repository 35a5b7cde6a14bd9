using Azure;
using Fixia.Functions.Http;
using Fixia.Shared.Realtime;
using Fixia.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Moq;

namespace Fixia.Functions.Tests.Http;

/// <summary>Ids in paths, over real HTTP: straight to the app, and through a host that forwards the path which it has decoded.</summary>
public sealed class UserPathTests(SharedApp shared) : IAsyncLifetime
{
    private readonly FunctionsApp app = shared.App;
    private readonly HttpClient http = new();
    private WebApplication worker = null!;
    private WebApplication host = null!;
    private string asked = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app.WebPubSub
            .Setup(s => s.UserExistsAsync(It.IsAny<string>(), It.IsAny<RequestContext>()))
            .Callback((string wireUserId, RequestContext _) => asked = wireUserId)
            .ReturnsAsync(Response.FromValue(true, Mock.Of<Response>()));

        worker = await StartAsync(application => application.MapGet(
            "/api/users/{userId}/presence", (HttpRequest request, string userId) => app.Function<ProducersApi>().ReadPresence(request, userId, Token)));

        // What the Functions host does: its proxy percent-encodes the path as its server has decoded it.
        host = await StartAsync(application => application.Run(async context =>
        {
            var path = string.Join('/', context.Request.Path.Value!.Split('/').Select(Uri.EscapeDataString));
            using var answer = await http.GetAsync(new Uri(worker.Urls.Single() + path), context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
        await worker.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Any_legal_id_can_be_named_in_a_path(bool throughHost)
    {
        var wrong = new List<string>();
        foreach (var userId in OddUserIds.All)
        {
            asked = "";
            using var answer = await GetAsync(Uri.EscapeDataString(userId), throughHost);
            if (!answer.IsSuccessStatusCode || WireUserId.Decode(asked) != userId)
            {
                wrong.Add($"{userId}: {answer.StatusCode} {asked}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("team%2Fana")]
    [InlineData("team%2fana")]
    [InlineData("team%252Fana")]
    public async Task An_encoded_slash_is_a_slash_however_often_it_was_decoded(string segment)
    {
        using var straight = await GetAsync(segment, throughHost: false);
        Assert.Equal("team/ana", WireUserId.Decode(asked));
        using var forwarded = await GetAsync(segment, throughHost: true);
        Assert.Equal("team/ana", WireUserId.Decode(asked));
    }

    private Task<HttpResponseMessage> GetAsync(string segment, bool throughHost) =>
        http.GetAsync(new Uri($"{(throughHost ? host : worker).Urls.Single()}/api/users/{segment}/presence"), Token);

    private static async Task<WebApplication> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        map(application);
        await application.StartAsync(Token);
        return application;
    }
}
