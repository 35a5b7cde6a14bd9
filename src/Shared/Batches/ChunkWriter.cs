using Fixia.Shared.Producers;

namespace Fixia.Shared.Batches;

/// <summary>Cuts sends into chunks while they come in, and stores each as soon as it is full.</summary>
internal sealed class ChunkWriter(BatchStore store, string partsId)
{
    private readonly Draft critical = new(IsCritical: true);
    private readonly Draft normal = new(IsCritical: false);

    /// <summary>The partition of the chunks.</summary>
    public string PartsId => partsId;

    /// <summary>How many chunks of what is critical there are, those included that are not full.</summary>
    public int CriticalChunks => critical.Chunks;

    /// <summary>How many other chunks there are, those included that are not full.</summary>
    public int NormalChunks => normal.Chunks;

    /// <summary>How many users were added.</summary>
    public int Users => critical.Users + normal.Users;

    /// <summary>Adds a send.</summary>
    /// <param name="number">The how-manieth of the batch.</param>
    /// <param name="request">A request that was checked.</param>
    /// <param name="cancellationToken">Stops before the next chunk.</param>
    public async Task AddAsync(int number, NotificationRequest request, CancellationToken cancellationToken)
    {
        var draft = request.Priority == Notifications.NotificationPriority.Critical ? critical : normal;
        var users = request.UserIds!.Distinct(StringComparer.Ordinal).ToList();
        for (var next = 0; next < users.Count;)
        {
            var taken = draft.Take(number, request, users, next);
            next += taken;
            if (taken == 0)
            {
                await StoreAsync(draft, cancellationToken);
            }
        }
    }

    /// <summary>Stores what is left.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await StoreAsync(critical, cancellationToken);
        await StoreAsync(normal, cancellationToken);
    }

    private async Task StoreAsync(Draft draft, CancellationToken cancellationToken)
    {
        if (draft.Empty() is { Count: > 0 } sends)
        {
            await store.AddAsync(
                new Chunk { Id = new ChunkId(draft.IsCritical, draft.Chunks - 1).ToString(), PartsId = partsId, Sends = sends }, cancellationToken);
        }
    }

    private sealed record Draft(bool IsCritical)
    {
        private List<Send> sends = [];
        private int users;
        private int characters;

        public int Chunks { get; private set; }

        public int Users { get; private set; }

        /// <returns>How many of the users found room.</returns>
        public int Take(int number, NotificationRequest request, List<string> all, int from)
        {
            var content = request.Title!.Length + request.Message!.Length + (request.ActionUrl?.Length ?? 0);
            var taken = new List<string>();
            var sum = characters + content;
            while (from + taken.Count < all.Count && users + taken.Count < Chunk.MaxUsers && sum + all[from + taken.Count].Length <= Chunk.MaxCharacters)
            {
                sum += all[from + taken.Count].Length;
                taken.Add(all[from + taken.Count]);
            }

            if (taken.Count > 0)
            {
                Chunks += sends.Count == 0 ? 1 : 0;
                sends.Add(new Send(number, request with { UserIds = taken }));
                (characters, users, Users) = (sum, users + taken.Count, Users + taken.Count);
            }

            return taken.Count;
        }

        public List<Send> Empty()
        {
            var full = sends;
            (sends, users, characters) = ([], 0, 0);
            return full;
        }
    }
}
