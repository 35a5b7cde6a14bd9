using System.Text.Json;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <summary>Looks through the unread notifications of a user without reading what they say.</summary>
public sealed class UnreadReader(CosmosClient client)
{
    private const string Between =
        $"SELECT TOP @limit c.type, c.priority, c.created_at FROM c WHERE {NotificationStore.Unread} AND c.created_at >= @since AND c.created_at < @until";

    private const string Order = " ORDER BY c.created_at DESC, c.id DESC";

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);

    /// <summary>The newest unread notifications of a stretch of time, newest first. What can't be read is passed over.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="since">The first instant.</param>
    /// <param name="until">The end, which is not one of them.</param>
    /// <param name="seenBefore">Leaves out what was created up to that time; null leaves out nothing.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<List<UnreadEntry>> FindAsync(
        string userId, DateTimeOffset since, DateTimeOffset until, DateTimeOffset? seenBefore, int limit, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(seenBefore is null ? Between + Order : $"{Between} AND c.created_at > @seenBefore{Order}")
            .WithParameter("@limit", limit)
            .WithParameter("@since", UtcMillisecondsConverter.ToText(since))
            .WithParameter("@until", UtcMillisecondsConverter.ToText(until));
        if (seenBefore is { } seen)
        {
            query.WithParameter("@seenBefore", UtcMillisecondsConverter.ToText(seen));
        }

        var found = await container.QueryAsync(query, new PartitionKey(userId), Read, limit, cancellationToken);
        return [.. found.OfType<UnreadEntry>()];
    }

    private static UnreadEntry? Read(JsonElement json)
    {
        var members = new MemberReader(json);
        var entry = new UnreadEntry(members.RequiredText("type"), members.LenientText("priority"), members.RequiredTime("created_at"));
        return members.Flaw is null ? entry : null;
    }
}
