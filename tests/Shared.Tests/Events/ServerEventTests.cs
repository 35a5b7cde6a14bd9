using System.Text.Json;
using Fixia.Shared.Events;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Tests.Events;

/// <summary>The wire protocol, example by example: what a client in the field relies on.</summary>
public sealed class ServerEventTests
{
    private static readonly DateTimeOffset Time = new(2025, 11, 1, 12, 34, 56, 789, TimeSpan.Zero);

    private static readonly Notification Sample = new()
    {
        Id = "notif_789",
        UserId = "user_123",
        Type = "message",
        Priority = "normal",
        Title = "Nuevo mensaje",
        Message = "Usuario X te ha enviado un mensaje",
        ActionUrl = "/conversations/conv_123",
        CreatedAt = Time,
    };

    public static TheoryData<ServerEvent, string> Examples() => new()
    {
        {
            new ConnectionConfirmed("user_123", "socket_456", Time),
            """{"event":"connection-confirmed","data":{"status":"connected","userId":"user_123","socketId":"socket_456","timestamp":"2025-11-01T12:34:56.789Z"}}"""
        },
        {
            new NotificationNew(Sample, Time),
            """
            {"event":"notification:new","data":{"notification":{"id":"notif_789","user_id":"user_123","type":"message","priority":"normal",
            "title":"Nuevo mensaje","message":"Usuario X te ha enviado un mensaje","action_url":"/conversations/conv_123","read":false,"read_at":null,
            "created_at":"2025-11-01T12:34:56.789Z"},"receivedAt":"2025-11-01T12:34:56.789Z"}}
            """
        },
        {
            new UnreadCount(5, 2, Time, Time),
            """{"event":"notification:unread-count","data":{"count":5,"unseen":2,"updatedAt":"2025-11-01T12:34:56.789Z","announced":"2025-11-01T12:34:56.789Z"}}"""
        },
        {
            new NotificationRead(["notif_789"], Time),
            """{"event":"notification:read","data":{"notificationIds":["notif_789"],"readAt":"2025-11-01T12:34:56.789Z"}}"""
        },
        {
            new NotificationRead([], Time, Time),
            """{"event":"notification:read","data":{"notificationIds":[],"readAt":"2025-11-01T12:34:56.789Z","readBefore":"2025-11-01T12:34:56.789Z"}}"""
        },
        {
            new SyncResponse("user_123", Time, [], 2, 1, "c", false, null, Time),
            """
            {"event":"notification:sync-response","data":{"status":"sync-requested","userId":"user_123","requestedAt":"2025-11-01T12:34:56.789Z",
            "notifications":[],"unreadCount":2,"unseenCount":1,"cursor":"c","hasMore":false,"readBefore":null,"announced":"2025-11-01T12:34:56.789Z"}}
            """
        },
        {
            new UnreadCount(5, 2, Time, null, HasMore: true),
            """{"event":"notification:unread-count","data":{"count":5,"unseen":2,"updatedAt":"2025-11-01T12:34:56.789Z","announced":null,"hasMore":true}}"""
        },
        {
            new NotificationRemoved(["notif_789"], Time),
            """{"event":"notification:removed","data":{"notificationIds":["notif_789"],"removedAt":"2025-11-01T12:34:56.789Z"}}"""
        },
        {
            new UnreadCount(5, 2, Time, null, ByType: new Dictionary<string, int> { ["message"] = 5 }),
            """
            {"event":"notification:unread-count","data":{"count":5,"unseen":2,"updatedAt":"2025-11-01T12:34:56.789Z","announced":null,
            "byType":{"message":5}}}
            """
        },
        {
            new NotificationRemoved(["a", "b"], Time, ["a"], new Dictionary<string, int> { ["b"] = 2 }),
            """
            {"event":"notification:removed","data":{"notificationIds":["a","b"],"removedAt":"2025-11-01T12:34:56.789Z",
            "archived":["a"],"restores":{"b":2}}}
            """
        },
        {
            new NotificationRestored(Sample with { Restores = 1 }, Time),
            """
            {"event":"notification:restored","data":{"notification":{"id":"notif_789","user_id":"user_123","type":"message","priority":"normal",
            "title":"Nuevo mensaje","message":"Usuario X te ha enviado un mensaje","action_url":"/conversations/conv_123","read":false,"read_at":null,
            "created_at":"2025-11-01T12:34:56.789Z","restores":1},"restoredAt":"2025-11-01T12:34:56.789Z"}}
            """
        },
        { new Pong(Time), """{"event":"pong","data":{"timestamp":"2025-11-01T12:34:56.789Z"}}""" },
        {
            new EventError("invalid_request", "No.", "mark-read"),
            """{"event":"error","data":{"code":"invalid_request","message":"No.","event":"mark-read"}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    public void Every_event_has_the_documented_shape(ServerEvent serverEvent, string json)
    {
        using var expected = JsonDocument.Parse(json);
        using var actual = JsonDocument.Parse(serverEvent.ToMessage());
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement), actual.RootElement.GetRawText());
    }

    [Fact]
    public void Several_events_travel_as_one_array_in_order()
    {
        var message = Assert.Single(EventBatch.ToMessages([new NotificationNew(Sample, Time), new UnreadCount(1, 1, Time, null)]));
        using var json = JsonDocument.Parse(message);
        Assert.Equal(
            ["notification:new", "notification:unread-count"],
            json.RootElement.EnumerateArray().Select(e => e.GetProperty("event").GetString()));
    }

    [Fact]
    public void One_event_is_not_wrapped()
    {
        using var json = JsonDocument.Parse(Assert.Single(EventBatch.ToMessages([new Pong(Time)])));
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
    }

    [Fact]
    public void A_large_batch_is_split_and_loses_nothing()
    {
        var large = Sample with { Message = new string('x', ContentLimits.Message) };
        var events = Enumerable.Range(0, 500).Select(i => (ServerEvent)new NotificationNew(large with { Id = $"{i}" }, Time)).ToList();
        var messages = EventBatch.ToMessages(events).ToList();
        Assert.All(messages, message => Assert.InRange(message.ToMemory().Length, 1, 1024 * 1024));
        var ids = messages.SelectMany(message =>
        {
            using var json = JsonDocument.Parse(message);
            return json.RootElement.EnumerateArray()
                .Select(e => e.GetProperty("data").GetProperty("notification").GetProperty("id").GetString()!).ToList();
        });
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), ids);
        Assert.InRange(messages.Count, 2, 20);
    }
}
