using System.Collections.Concurrent;
using Fixia.Shared.Realtime;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.ChangeFeed;

/// <summary>Runs the work of a batch a user at a time, several users side by side.</summary>
public sealed class UserFanOut(IOptions<RealtimeOptions> options)
{
    /// <summary>
    /// Runs <paramref name="push"/> for every key. One user's failure does not keep the others waiting: all of them are
    /// tried before the batch fails.
    /// </summary>
    /// <exception cref="AggregateException">What failed; the host then processes the whole batch again.</exception>
    public async Task RunAsync<T>(
        IEnumerable<IGrouping<string, T>> users, Func<string, IEnumerable<T>, CancellationToken, Task> push, CancellationToken cancellationToken)
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
                await push(user.Key, user, token);
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
    }
}
