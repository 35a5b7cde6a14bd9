using System.Net;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Producers;

/// <summary>Does what a request asks for, a user at a time and several side by side.</summary>
internal static class PerUser
{
    /// <summary>How many users are served side by side.</summary>
    public const int Parallelism = 16;

    /// <summary>Runs the work for every user, by the index; it says whether it could do it, or has to be asked again.</summary>
    /// <param name="users">The users.</param>
    /// <param name="run">The work for one of them.</param>
    /// <param name="cancellationToken">Stops before the next user.</param>
    /// <param name="parallelism">How many are served side by side.</param>
    /// <returns>Who could not be served, for a reason that passes; null when everybody was.</returns>
    /// <exception cref="CosmosException">The store refuses something for good.</exception>
    public static async Task<IReadOnlyList<FailedUser>?> RunAsync(
        IReadOnlyList<string> users, Func<int, CancellationToken, Task<bool>> run, CancellationToken cancellationToken, int parallelism = Parallelism)
    {
        var failures = new FailedUser?[users.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, users.Count, options, async (i, token) =>
        {
            try
            {
                failures[i] = await run(i, token) ? null : new FailedUser(users[i], 503);
            }
            catch (Exception e) when (StoreFailures.IsTransient(e) && !token.IsCancellationRequested)
            {
                failures[i] = new FailedUser(users[i], e is CosmosException { StatusCode: HttpStatusCode.TooManyRequests } ? 429 : 503);
            }
        });
        return failures.OfType<FailedUser>().ToArray() is { Length: > 0 } failed ? failed : null;
    }
}
