using System.Collections.Concurrent;
using Fixia.Shared.Data;
using Fixia.Shared.Realtime;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Delivery;

/// <summary>Runs the work of a batch a user at a time, several users side by side.</summary>
public sealed class UserFanOut(DeadLetterStore deadLetters, IOptions<RealtimeOptions> options)
{
    /// <summary>
    /// Runs <paramref name="push"/> for every key. One user's failure does not keep the others waiting: all of them are
    /// tried before the batch fails. A failure that does not pass is set aside, because a batch that is repeated without
    /// end would keep everybody else in it waiting.
    /// </summary>
    /// <param name="container">Where the batch comes from.</param>
    /// <param name="users">What it holds for each.</param>
    /// <param name="push">The work for one user.</param>
    /// <param name="cancellationToken">Stops before the next user.</param>
    /// <exception cref="AggregateException">What failed and passes; the host then processes the whole batch again.</exception>
    public async Task RunAsync<T>(
        string container,
        IEnumerable<IGrouping<string, T>> users,
        Func<string, IReadOnlyList<T>, CancellationToken, Task> push,
        CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<Exception>();
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Value.PushParallelism,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(users, parallel, async (user, token) =>
        {
            try
            {
                await TryAsync(user, token);
            }
            catch (Exception e) when (!token.IsCancellationRequested)
            {
                failures.Enqueue(e);
            }
        });
        if (!failures.IsEmpty)
        {
            throw new AggregateException("Some users could not be reached; the batch is to be repeated.", failures);
        }

        async Task TryAsync(IGrouping<string, T> user, CancellationToken token)
        {
            try
            {
                await push(user.Key, [.. user], token);
            }
            catch (Exception e) when (e is not PushFailedException && !StoreFailures.IsTransient(e))
            {
                await deadLetters.SetAsideAsync(container, user.Key, e, token);
            }
        }
    }
}
