using System.Text.Json;
using Azure.Core;
using Fixia.Functions.Sockets;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace Fixia.Functions.Tests.Sockets;

public sealed class UserEventTests(SharedApp shared)
{
    private readonly FunctionsApp app = shared.App;
    private readonly string user = Guid.NewGuid().ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ping_is_answered_with_pong()
    {
        var answer = Read(await app.Function<Ping>().RunAsync(Request("""{"timestamp":"2025-11-01T12:34:56.789Z"}""")));
        Assert.Equal("pong", answer.Event);
        Assert.True(answer.Data.GetProperty("timestamp").TryGetDateTimeOffset(out _));
    }

    [Fact]
    public async Task A_sync_brings_what_was_missed()
    {
        var id = await CreateAsync();
        var answer = await SyncAsync("{}");
        Assert.Equal("notification:sync-response", answer.Event);
        Assert.Equal("sync-requested", answer.Data.GetProperty("status").GetString());
        Assert.Equal(user, answer.Data.GetProperty("userId").GetString());
        Assert.Equal(id, answer.Data.GetProperty("notifications")[0].GetProperty("id").GetString());
        Assert.Equal(1, answer.Data.GetProperty("unreadCount").GetInt32());
    }

    [Theory]
    [InlineData("""{"lastSyncTime":"yesterday"}""", "lastSyncTime")]
    [InlineData("""{"cursor":5}""", "cursor")]
    [InlineData("""{"cursor":"nonsense!"}""", "cursor")]
    [InlineData("[]", "object")]
    [InlineData("not json", "object")]
    public async Task A_bad_sync_request_is_answered_with_an_error(string payload, string mentioned)
    {
        var answer = await SyncAsync(payload);
        Assert.Equal("error", answer.Event);
        Assert.Equal("invalid_request", answer.Data.GetProperty("code").GetString());
        Assert.Equal("sync-request", answer.Data.GetProperty("event").GetString());
        Assert.Contains(mentioned, answer.Data.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mark_read_marks_and_says_nothing()
    {
        var id = await CreateAsync();
        Assert.Null(await MarkAsync($$"""{"notificationId":"{{id}}"}"""));
        Assert.Equal(0, (await app.Services.GetRequiredService<Inbox>().CountUnreadAsync(user, Token)).Count);
        Assert.Null(await MarkAsync("""{"notificationIds":["unknown"]}"""));
    }

    [Fact]
    public async Task Mark_read_without_an_id_is_an_error()
    {
        Assert.Equal("error", Read(await MarkAsync("{}")).Event);
        Assert.Equal("error", Read(await MarkAsync("")).Event);
    }

    [Fact]
    public async Task A_payload_names_no_user()
    {
        var id = await CreateAsync();
        var request = Request($$"""{"notificationId":"{{id}}","userId":"{{user}}"}""", "somebody else");
        Assert.Null(await app.Function<MarkRead>().RunAsync(request, Token));
        Assert.Equal(1, (await app.Services.GetRequiredService<Inbox>().CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task A_connection_without_a_user_gets_an_error()
    {
        var answer = Read(await app.Function<Ping>().RunAsync(Request("{}", "")));
        Assert.Equal("unauthorized", answer.Data.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_huge_payload_is_refused()
    {
        var answer = await SyncAsync("{\"cursor\":\"" + new string('a', UserEvents.MaxPayloadBytes) + "\"}");
        Assert.Equal("invalid_request", answer.Data.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_new_connection_is_confirmed_to_itself()
    {
        var sent = new List<string>();
        app.WebPubSub
            .Setup(s => s.SendToConnectionAsync("connection-" + user, It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<Azure.RequestContext>()))
            .Callback((string _, RequestContent content, ContentType _, Azure.RequestContext _) =>
            {
                using var stream = new MemoryStream();
                content.WriteTo(stream, CancellationToken.None);
                sent.Add(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
            })
            .ReturnsAsync(Mock.Of<Azure.Response>());
        await app.Function<Connected>().RunAsync(new ConnectedEventRequest { ConnectionContext = Connection(user) }, Token);
        using var json = JsonDocument.Parse(Assert.Single(sent));
        Assert.Equal("connection-confirmed", json.RootElement.GetProperty("event").GetString());
        Assert.Equal("connection-" + user, json.RootElement.GetProperty("data").GetProperty("socketId").GetString());
        Assert.Equal(user, json.RootElement.GetProperty("data").GetProperty("userId").GetString());
    }

    private static (string Event, JsonElement Data) Read(UserEventResponse? response)
    {
        Assert.NotNull(response);
        Assert.Equal(WebPubSubDataType.Json, response.DataType);
        using var json = JsonDocument.Parse(response.Data);
        return (json.RootElement.GetProperty("event").GetString()!, json.RootElement.GetProperty("data").Clone());
    }

    private static WebPubSubConnectionContext Connection(string user) =>
        new() { UserId = user, ConnectionId = "connection-" + user, Hub = "notifications" };

    private UserEventRequest Request(string payload, string? caller = null) => new()
    {
        ConnectionContext = Connection(caller ?? user),
        Data = BinaryData.FromString(payload),
        DataType = WebPubSubDataType.Json,
    };

    private async Task<(string Event, JsonElement Data)> SyncAsync(string payload) =>
        Read(await app.Function<SyncRequest>().RunAsync(Request(payload), Token));

    private Task<UserEventResponse?> MarkAsync(string payload) => app.Function<MarkRead>().RunAsync(Request(payload), Token);

    private async Task<string> CreateAsync()
    {
        var created = await app.Services.GetRequiredService<NotificationPublisher>().PublishAsync(
            new NotificationRequest { UserIds = [user], Type = "message", Title = "Nuevo mensaje", Message = "Hola" }, null, Token);
        return created.Notifications[0].Id;
    }
}
