using Fixia.Shared.Journal;
using Fixia.Shared.Receipts;
using Fixia.Shared.Users;

namespace Fixia.Shared.Analytics;

/// <summary>What became of all notifications that were created within a time: by user, some 250 bytes each.</summary>
/// <param name="from">The beginning of the time.</param>
/// <param name="to">Its end, exclusive.</param>
/// <param name="now">What lies later has not happened.</param>
internal sealed class Fates(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
{
    private readonly Dictionary<string, Dictionary<string, Fate>> stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Fate>> gone = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IEnumerable<Fate> All => stored.Values.SelectMany(ofUser => ofUser.Values);

    /// <summary>Whether one that was created then is among them.</summary>
    public bool Includes(DateTimeOffset createdAt) => createdAt >= from && createdAt < to;

    /// <summary>Adds one that is stored.</summary>
    public void Add(string userId, string id, Fate fate) => Of(stored, userId)[id] = fate;

    /// <summary>Takes up what was noted. What is stored speaks for itself but for its pushes; what is not may have expired.</summary>
    public void Note(PushEntry entry)
    {
        if (!Includes(entry.CreatedAt))
        {
            return;
        }

        if (stored.TryGetValue(entry.UserId, out var ofUser) && ofUser.TryGetValue(entry.Id, out var fate))
        {
            fate.NotePush(entry);
            return;
        }

        var lost = Of(gone, entry.UserId);
        if (!lost.TryGetValue(entry.Id, out fate))
        {
            lost[entry.Id] = fate = new Fate(entry.Type, entry.CreatedAt);
        }

        fate.NotePush(entry);
        fate.NoteVersion(entry);
    }

    /// <summary>
    /// Adds those that have expired, once all was noted. What is not stored for another reason stays out: it was erased, or is so new that
    /// it was stored after the others had been read.
    /// </summary>
    public void AddExpired()
    {
        foreach (var (user, lost) in gone)
        {
            foreach (var (id, fate) in lost.Where(one => one.Value.ExpiresAt <= now))
            {
                Add(user, id, fate);
            }
        }

        gone.Clear();
    }

    /// <summary>Takes up what a device received.</summary>
    public void Note(Receipt receipt)
    {
        if (!stored.TryGetValue(receipt.UserId, out var ofUser))
        {
            return;
        }

        foreach (var fate in receipt.Ids.Select(ofUser.GetValueOrDefault).OfType<Fate>())
        {
            fate.NoteReceipt(receipt);
        }

        foreach (var fate in receipt.Shown.Select(ofUser.GetValueOrDefault).OfType<Fate>())
        {
            fate.NoteShown(receipt);
        }
    }

    /// <summary>Takes up how far a user has read and seen.</summary>
    public void Note(string userId, Func<UserState> state)
    {
        if (stored.TryGetValue(userId, out var ofUser))
        {
            var marks = state();
            foreach (var fate in ofUser.Values)
            {
                fate.NoteWatermarks(marks);
            }
        }
    }

    private static Dictionary<string, Fate> Of(Dictionary<string, Dictionary<string, Fate>> fates, string userId)
    {
        if (!fates.TryGetValue(userId, out var ofUser))
        {
            fates[userId] = ofUser = new Dictionary<string, Fate>(StringComparer.Ordinal);
        }

        return ofUser;
    }
}
