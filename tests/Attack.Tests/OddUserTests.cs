using System.Text;
using System.Text.Json;
using Fixia.Shared.Realtime;
using Fixia.Shared.Users;
using Fixia.Tests.Support;

namespace Fixia.Attack.Tests;

/// <summary>Users whose ids some header, path or group name would not carry, from the token to the end of their sessions.</summary>
[Collection(AttackedStack.Shared)]
public sealed class OddUserTests(AttackedStack stack)
{
    private const int Parallelism = 12;

    [Fact]
    public async Task Every_legal_user_id_works_throughout_and_its_neighbour_sees_nothing_of_it()
    {
        var taken = OddUserIds.All.ToHashSet(StringComparer.Ordinal);
        Assert.True(taken.Count >= 500);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, OddUserIds.All.Count, options, async (i, _) =>
        {
            var user = OddUserIds.All[i];
            var neighbour = NeighbourOf(user, i, taken);
            try
            {
                await PlayAsync(user, neighbour, $"{Secrets.Canary}{i}.");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"The user {JsonSerializer.Serialize(user)} beside {JsonSerializer.Serialize(neighbour)}: {e.Message}", e);
            }
        });
        stack.Logs.CheckAll();
    }

    private async Task PlayAsync(string user, string neighbour, string title)
    {
        var token = await stack.SignInAsync(user);
        var first = await stack.CreateAsync(user, title);
        var feed = await stack.AsUserAsync(token, HttpMethod.Get, "notifications");
        var shown = Assert.Single(feed.GetProperty("notifications").EnumerateArray());
        Assert.Equal((first, user, title), (Text(shown, "id"), Text(shown, "user_id"), Text(shown, "title")));
        Assert.Equal(1, await CountAsync(token));

        using var device = await stack.ConnectAsync(token);
        using var other = await stack.ConnectAsync(await stack.SignInAsync(neighbour));
        Assert.Equal((user, neighbour), (device.User, other.User));
        Assert.Equal(user, Text(await device.WaitAsync("connection-confirmed", _ => true), "userId"));
        Assert.Equal(neighbour, Text(await other.WaitAsync("connection-confirmed", _ => true), "userId"));

        var second = await stack.CreateAsync(user, title);
        var pushed = (await device.WaitAsync("notification:new", data => Text(data.GetProperty("notification"), "id") == second)).GetProperty("notification");
        Assert.Equal((user, title), (Text(pushed, "user_id"), Text(pushed, "title")));
        await device.RaiseAsync("sync-request", new { });
        var sync = await device.WaitAsync("notification:sync-response", _ => true);
        Assert.Equal((user, 2), (Text(sync, "userId"), sync.GetProperty("notifications").GetArrayLength()));

        await other.RaiseAsync("mark-read", new { notificationIds = new[] { first, second } });
        Assert.True(await other.FlushAsync());
        Assert.Equal(2, await CountAsync(token));
        await device.RaiseAsync("mark-read", new { notificationIds = new[] { first, second } });
        await device.WaitAsync("notification:read", data => data.GetProperty("notificationIds").EnumerateArray().Any(id => id.GetString() == second));

        // Each is marked by itself, and the other devices may hear of the second while the first is still under way.
        Assert.True(await device.FlushAsync());
        Assert.Equal(0, await CountAsync(token));

        Assert.True(await IsConnectedAsync(user));
        await stack.AsProducerAsync(HttpMethod.Post, $"users/{Uri.EscapeDataString(user)}/disconnect");
        await device.ReadToCloseAsync();
        await Patience.UntilAsync(async () => !await IsConnectedAsync(user), "the user is away");
        await CheckNothingSeenAsync(other, neighbour, title);
    }

    /// <summary>The neighbour is still there, and has seen nothing: not by push, not by sync, not in the feed.</summary>
    private async Task CheckNothingSeenAsync(Socket other, string neighbour, string title)
    {
        await other.RaiseAsync("sync-request", new { });
        await other.WaitAsync("notification:sync-response", _ => true);
        Assert.True(await IsConnectedAsync(neighbour));
        Assert.DoesNotContain(other.Received, message => message.Contains(title, StringComparison.Ordinal));
        var feed = await stack.AsUserAsync(await stack.SignInAsync(neighbour), HttpMethod.Get, "notifications?limit=100");
        Assert.DoesNotContain(title, feed.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<int> CountAsync(string token) =>
        (await stack.AsUserAsync(token, HttpMethod.Get, "notifications/unread-count")).GetProperty("count").GetInt32();

    private async Task<bool> IsConnectedAsync(string user)
    {
        var presence = await stack.AsProducerAsync(HttpMethod.Get, $"users/{Uri.EscapeDataString(user)}/presence");
        Assert.Equal(user, Text(presence, "userId"));
        return presence.GetProperty("connected").GetBoolean();
    }

    /// <summary>Another legal id, and nobody's in this test, that a careless reader takes for this one.</summary>
    private static string NeighbourOf(string user, int number, HashSet<string> taken)
    {
        string[] near =
        [
            user + " ", " " + user, user.Trim(), Uri.EscapeDataString(user), Unescaped(user), WireUserId.Encode(user), SwapCase(user), user + "/", user.Replace('/', '\\'), user.TrimEnd('/'),
            user.Normalize(NormalizationForm.FormC), user.Normalize(NormalizationForm.FormD), user + "\u200b", user + "_", user.Length > 2 ? user[..^2] + "-" : user + "-",
        ];
        return Enumerable.Range(number, near.Length).Select(i => near[i % near.Length]).First(id => id != user && UserId.IsValid(id) && !taken.Contains(id));
    }

    private static string Unescaped(string text) => Uri.UnescapeDataString(text).Replace("\0", "", StringComparison.Ordinal);

    private static string SwapCase(string text) => string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
