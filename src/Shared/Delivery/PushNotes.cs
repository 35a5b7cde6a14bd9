using Fixia.Shared.Journal;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Realtime;

namespace Fixia.Shared.Delivery;

/// <summary>Notes what was pushed, for the figures that operators see. None of it delays a push, or makes one fail.</summary>
public sealed class PushNotes(PushJournal journal, PresenceSample presence, TimeProvider time)
{
    /// <summary>A batch of changes of one user was pushed.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="changes">All of them. Of what expires it is noted how it was then: once it has expired, nothing else tells.</param>
    /// <param name="calling">What is new or has woken, with what was decided about each.</param>
    /// <param name="outcome">What became of the push.</param>
    internal void Pushed(
        string userId,
        IEnumerable<NotificationDocument> changes,
        IEnumerable<(Notification Notification, AttentionDecision Decision)> calling,
        PushOutcome outcome)
    {
        var now = time.GetUtcNow();
        var decided = calling.ToLookup(one => one.Notification.Id, one => one.Decision.User, StringComparer.Ordinal);
        var pushed = new List<PushEntry>();
        foreach (var document in changes)
        {
            var entry = EntryOf(document, now);
            if (decided.Contains(document.Id))
            {
                entry = Pushed(entry, document.SentAt, outcome, decided[document.Id].First());
                pushed.Add(entry);
            }
            else if (document.ExpiresAt is null)
            {
                continue;
            }

            journal.Note(entry);
        }

        if (outcome == PushOutcome.Accepted)
        {
            presence.Ask(userId, pushed);
        }
    }

    /// <summary>A notification that is critical, which is to say that it interrupts, was pushed ahead of the change feed.</summary>
    public void PushedAtOnce(Notification notification, PushOutcome outcome) => journal.Note(
        Pushed(
            new PushEntry
            {
                Id = notification.Id,
                UserId = notification.UserId,
                Type = notification.Type,
                CreatedAt = notification.CreatedAt,
                At = time.GetUtcNow(),
                ExpiresAt = notification.ExpiresAt,
            },
            sentAt: null,
            outcome,
            new Ruling(Attention.Interrupt, AttentionRule.Critical)));

    private static PushEntry Pushed(PushEntry entry, DateTimeOffset? sentAt, PushOutcome outcome, Ruling ruling) => entry with
    {
        Push = outcome == PushOutcome.Accepted ? PushEntry.Accepted : PushEntry.Rejected,
        SilencedBy = ruling.Attention == Attention.Silent ? AttentionText.NameOf(ruling.Rule) : null,
        IsWoken = sentAt is not null,
    };

    private static PushEntry EntryOf(NotificationDocument document, DateTimeOffset now)
    {
        var entry = new PushEntry
        {
            Id = document.Id,
            UserId = document.UserId,
            Type = document.Type,
            CreatedAt = (document.Restores > 0 ? document.SentAt : null) ?? document.CreatedAt,
            At = now,
        };
        return document.ExpiresAt is null
            ? entry
            : entry with
            {
                ExpiresAt = document.ExpiresAt,
                IsRead = document.Read,
                ReadAt = document.ReadAt,
                Removed = document.Removed,
                Restores = document.Restores,
                ActedAt = document.Outcome?.At,
            };
    }
}
