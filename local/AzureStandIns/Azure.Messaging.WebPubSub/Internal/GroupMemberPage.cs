using System.Text.Json;

namespace Azure.Messaging.WebPubSub.Internal;

/// <summary>Reads one page of a group's connections: <c>{"value":[{"connectionId","userId"}],"nextLink"}</c>.</summary>
internal static class GroupMemberPage
{
    public static Page<WebPubSubGroupMember> Read(Response response)
    {
        using var document = JsonDocument.Parse(response.Content);
        var root = document.RootElement;
        var members = root.GetProperty("value").EnumerateArray().Select(ReadMember).ToList();
        var nextLink = root.TryGetProperty("nextLink", out var link) ? link.GetString() : null;
        return Page<WebPubSubGroupMember>.FromValues(members, string.IsNullOrEmpty(nextLink) ? null : nextLink, response);
    }

    private static WebPubSubGroupMember ReadMember(JsonElement member) =>
        new(member.GetProperty("connectionId").GetString() ?? throw new JsonException("A group member has no connectionId."))
        {
            UserId = member.TryGetProperty("userId", out var userId) ? userId.GetString() : null,
        };
}
