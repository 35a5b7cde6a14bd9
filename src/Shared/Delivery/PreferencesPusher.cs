using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Preferences;
using Fixia.Shared.Realtime;
using Fixia.Shared.Schedule;
using Fixia.Shared.Users;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Delivery;

/// <summary>Turns changes of the container <c>preferences</c> into pushes: what is changed on one device holds on the others.</summary>
public sealed partial class PreferencesPusher(
    ChangeReader reader, UserFanOut fanOut, UserStateStore users, QuietSummaries summaries, UserChannel channel, ILogger<PreferencesPusher> logger)
{
    private readonly ChangeSource<Change> source = new(FixiaDatabase.Preferences, "user_id", Read);

    /// <summary>Pushes a batch.</summary>
    /// <param name="changes">The batch, as the trigger hands it over: a JSON array.</param>
    /// <param name="cancellationToken">Stops before the next user.</param>
    /// <exception cref="AggregateException">Some users could not be reached; the batch must be processed again.</exception>
    public async Task PushAsync(string changes, CancellationToken cancellationToken)
    {
        var changed = await reader.ReadAsync(source, changes, cancellationToken);
        await fanOut.RunAsync(source.Container, changed.GroupBy(change => change.Preferences.UserId), PushToUserAsync, cancellationToken);
    }

    private static Change? Read(JsonElement json, out string? flaw)
    {
        var members = new MemberReader(json);
        var (userId, etag) = (members.RequiredText("user_id"), members.RequiredText("_etag"));
        var writtenAt = DateTimeOffset.FromUnixTimeSeconds(members.Number("_ts") ?? 0);
        if (!UserId.IsValid(userId))
        {
            members.Refuse("user_id", UserId.Rule);
        }

        flaw = members.Flaw;
        return flaw is null ? new Change(UserPreferences.Read(userId, new StoredDocument(json, etag)), writtenAt) : null;
    }

    private Task PushToUserAsync(string userId, IReadOnlyList<Change> changes, CancellationToken cancellationToken) =>
        FixiaActivities.PushAsync(source.Container, changes.Count, [], async () =>
        {
            var (preferences, writtenAt) = changes[^1];
            foreach (var flaw in preferences.Flaws)
            {
                LogFlaw(flaw.Member, flaw.Rule);
            }

            if (preferences.HasSay)
            {
                // Whoever wrote them into the store without us has not said so.
                await users.NotePreferencesAsync(userId, cancellationToken);
            }

            await summaries.MoveAsync(userId, preferences, cancellationToken);
            await channel.PushAsync(userId, [new PreferencesChanged(userId, preferences.ETag!, writtenAt)], cancellationToken);
        });

    [LoggerMessage(Level = LogLevel.Warning, Message = "A user's preferences have a member that counts as unset: '{Member}' {Rule}")]
    private partial void LogFlaw(string member, string rule);

    private sealed record Change(UserPreferences Preferences, DateTimeOffset WrittenAt);
}
