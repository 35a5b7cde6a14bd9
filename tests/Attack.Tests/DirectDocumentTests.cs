using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Attack.Tests;

/// <summary>Documents on their way from the store to a device, through a host whose trigger reads them as Azure's does.</summary>
[Collection(AttackedStack.Shared)]
public sealed class DirectDocumentTests(AttackedStack stack)
{
    private const string Date = "2026-11-26T14:19:13.290+05:00";
    private const string Sentence = $"moved from {Date} to \"{Date}\"";

    public static TheoryData<string, string> Texts => new() { { Date, Date }, { Sentence, Date }, { Date, Sentence }, { "/Date(1764166753290)/", "2026-11-26T14:19:13Z" } };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_that_looks_like_a_date_reaches_socket_and_feed_unchanged(string title, string message)
    {
        var user = $"reader-{Guid.NewGuid()}";
        var token = await stack.SignInAsync(user);
        using var device = await stack.ConnectAsync(token);
        var created = await stack.CreateAsync(user, title, message);
        var written = Guid.CreateVersion7().ToString();
        await WriteAsync(user, $$"""{{{Members(written, user)}},"title":{{JsonSerializer.Serialize(title)}},"message":{{JsonSerializer.Serialize(message)}}}""");
        var feed = (await stack.AsUserAsync(token, HttpMethod.Get, "notifications")).GetProperty("notifications");
        foreach (var id in (string[])[created, written])
        {
            var pushed = (await device.WaitAsync("notification:new", data => Text(data.GetProperty("notification"), "id") == id)).GetProperty("notification");
            var shown = feed.EnumerateArray().Single(notification => Text(notification, "id") == id);
            Assert.Equal((title, message), (Text(pushed, "title"), Text(pushed, "message")));
            Assert.Equal((title, message), (Text(shown, "title"), Text(shown, "message")));
        }
    }

    [Theory]
    [InlineData(62)]
    [InlineData(100)]
    public async Task A_document_that_is_nested_deep_stops_nobodys_pushes(int depth)
    {
        var (user, bystander) = ($"deep-{Guid.NewGuid()}", $"bystander-{Guid.NewGuid()}");
        using var device = await stack.ConnectAsync(await stack.SignInAsync(user));
        using var other = await stack.ConnectAsync(await stack.SignInAsync(bystander));
        var nested = string.Concat(Enumerable.Repeat('[', depth)) + string.Concat(Enumerable.Repeat(']', depth));
        var deep = Guid.CreateVersion7().ToString();
        await WriteAsync(user, $$"""{{{Members(deep, user)}},"title":"deep","message":"m","extra":{{nested}}}""");
        var beside = await stack.CreateAsync(user, "beside");
        var elsewhere = await stack.CreateAsync(bystander, "elsewhere");
        foreach (var (socket, id) in (IEnumerable<(Socket, string)>)[(other, elsewhere), (device, beside)])
        {
            await socket.WaitAsync("notification:new", data => Text(data.GetProperty("notification"), "id") == id);
        }

        var feed = (await stack.AsUserAsync(await stack.SignInAsync(user), HttpMethod.Get, "notifications")).GetProperty("notifications");
        Assert.Contains(feed.EnumerateArray(), notification => Text(notification, "id") == beside);
    }

    private static string Members(string id, string user) =>
        $"\"id\":\"{id}\",\"user_id\":\"{user}\",\"type\":\"message\",\"created_at\":\"{DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}\"";

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    private async Task WriteAsync(string user, string json)
    {
        using var client = new CosmosClient(stack.Ready.Cosmos, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });
        using var document = new MemoryStream(Encoding.UTF8.GetBytes(json));
        using var response = await client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
            .CreateItemStreamAsync(document, new PartitionKey(user), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }
}
