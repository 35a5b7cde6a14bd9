using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Fixia.Functions.Sockets;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Fixia.Shared.Receipts;
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
        Assert.Equal(EventNames.SyncRequest, answer.Data.GetProperty("event").GetString());
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
    public async Task What_a_device_received_is_kept_without_a_word()
    {
        Assert.Null(await ReceivedAsync("""{"ids":["a"],"deviceId":"d","deviceKind":"tablet"}"""));
        var kept = Assert.Single(await app.Services.GetRequiredService<ReceiptStore>().ReadOfUserAsync(user, DateTimeOffset.UnixEpoch, 10, Token));
        Assert.Equal(("d", DeviceKind.Tablet), (kept.DeviceId, kept.DeviceKind));
        Assert.Equal("error", Read(await ReceivedAsync("{}")).Event);
        Assert.Equal("error", Read(await ReceivedAsync("""{"ids":["a"],"deviceKind":"watch"}""")).Event);

        Task<UserEventResponse?> ReceivedAsync(string payload) => app.Function<Received>().RunAsync(Request(payload), Token);
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
        var request = Request($$"""{"notificationId":"{{id}}","userId":"{{user}}"}""", "somebody-else");
        Assert.Null(await app.Function<MarkRead>().RunAsync(request, Token));
        Assert.Equal(1, (await app.Services.GetRequiredService<Inbox>().CountUnreadAsync(user, Token)).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ana ")]
    [InlineData("José")]
    [InlineData("Jos%C3%A9")]
    [InlineData("~")]
    [InlineData("~YW5h")]
    public async Task A_connection_without_a_user_of_ours_gets_an_error(string wireUserId)
    {
        var answer = Read(await app.Function<Ping>().RunAsync(Request("{}", wireUserId)));
        Assert.Equal("unauthorized", answer.Data.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{0} ")]
    [InlineData(" {0}")]
    [InlineData("{0}é")]
    [InlineData("{0}%C3%A9")]
    [InlineData("{0}/x")]
    public async Task A_user_whose_id_no_header_carries_sees_the_own_notifications_and_no_others(string pattern)
    {
        var odd = string.Format(CultureInfo.InvariantCulture, pattern, user);
        await CreateAsync();
        var id = await CreateAsync(odd);
        var answer = Read(await app.Function<SyncRequest>().RunAsync(Request("{}", WireUserId.Encode(odd)), Token));
        Assert.Equal(odd, answer.Data.GetProperty("userId").GetString());
        Assert.Equal(id, Assert.Single(answer.Data.GetProperty("notifications").EnumerateArray()).GetProperty("id").GetString());
        Assert.Null(await app.Function<MarkRead>().RunAsync(Request($$"""{"notificationId":"{{id}}"}""", WireUserId.Encode(odd)), Token));
        Assert.Equal(0, (await app.Services.GetRequiredService<Inbox>().CountUnreadAsync(odd, Token)).Count);
        Assert.Equal(1, (await app.Services.GetRequiredService<Inbox>().CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task Who_raises_too_many_events_is_told_when_to_go_on()
    {
        var settings = app.Settings();
        settings["UserLimits:Events:Burst"] = "20";
        settings["UserLimits:Events:PerSecond"] = "1";
        await using var services = FunctionsApp.Compose(settings, app.WebPubSub.Object);
        var ping = ActivatorUtilities.CreateInstance<Ping>(services);
        var answers = new List<(string Event, JsonElement Data)>();
        for (var i = 0; i < 100; i++)
        {
            answers.Add(Read(await ping.RunAsync(Request("{}"))));
        }

        Assert.All(answers.Take(20), answer => Assert.Equal("pong", answer.Event));
        var refusal = answers.First(answer => answer.Event == "error").Data;
        Assert.Equal("rate-limited", refusal.GetProperty("code").GetString());
        Assert.Equal("ping", refusal.GetProperty("event").GetString());
        Assert.InRange(refusal.GetProperty("retryAfterMs").GetInt32(), 1, 10_000);
        Assert.Equal("pong", Read(await ping.RunAsync(Request("{}", "somebody-else"))).Event);
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
        await app.Function<Connected>().RunAsync(new ConnectedEventRequest { ConnectionContext = new() { ConnectionId = "connection-" + user } }, Token);
        using var json = JsonDocument.Parse(Assert.Single(sent));
        Assert.Equal("connection-confirmed", json.RootElement.GetProperty("event").GetString());
        Assert.Equal("connection-" + user, json.RootElement.GetProperty("data").GetProperty("socketId").GetString());
        Assert.Equal(user, json.RootElement.GetProperty("data").GetProperty("userId").GetString());
    }

    [Fact]
    public async Task A_new_connection_is_told_nothing_where_that_is_switched_off()
    {
        var service = new Mock<WebPubSubServiceClient>(MockBehavior.Strict);
        using var services = FunctionsApp.Compose(new(app.Settings()) { ["Realtime:ConfirmConnections"] = "false" }, service.Object);
        var connected = ActivatorUtilities.CreateInstance<Connected>(services);
        await connected.RunAsync(new ConnectedEventRequest { ConnectionContext = Connection(user) }, Token);
        Assert.Empty(service.Invocations);
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

    private async Task<string> CreateAsync(string? recipient = null)
    {
        var created = await app.Services.GetRequiredService<NotificationPublisher>().PublishAsync(
            new NotificationRequest { UserIds = [recipient ?? user], Type = "message", Title = "Nuevo mensaje", Message = "Hola" }, null, Token);
        return created.Notifications[0].Id;
    }
}
