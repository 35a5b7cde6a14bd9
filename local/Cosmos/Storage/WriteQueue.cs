using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>
/// The only writer of the file. Writes that wait together share one transaction, and each is answered after the commit
/// reached the disk: many concurrent writers then cost one wait for the disk, not one each.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int MostWritesInOneTransaction = 256;

    private readonly Channel<Write> writes = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqlSession session;
    private readonly Task loop;

    public WriteQueue(SqlSession session)
    {
        this.session = session;
        loop = Task.Run(RunAsync);
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction. When it throws, what it wrote is undone and the exception comes
    /// back to the caller; the other writes of the transaction stand.
    /// </summary>
    /// <param name="work">Gets the session and a list to which it adds what must happen once the commit is durable.</param>
    /// <param name="alone">Whether the write has a transaction of its own, because later writes depend on what its commit makes happen.</param>
    public async Task<T> RunAsync<T>(Func<SqlSession, ICollection<Action>, T> work, bool alone = false)
    {
        var write = new Write<T>(work, alone);
        ObjectDisposedException.ThrowIf(!writes.Writer.TryWrite(write), this);
        return await write.Completion.Task;
    }

    public async ValueTask DisposeAsync()
    {
        writes.Writer.TryComplete();
        await loop;
        session.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<Write>();
        while (await writes.Reader.WaitToReadAsync())
        {
            while (batch.Count < MostWritesInOneTransaction && writes.Reader.TryRead(out var write))
            {
                if (write.Alone)
                {
                    Commit(batch);
                    batch.Clear();
                    Commit([write]);
                }
                else
                {
                    batch.Add(write);
                }
            }

            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Write> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            var afterwards = new List<Action>();
            session.Trim();
            session.Execute("BEGIN IMMEDIATE");
            foreach (var write in batch)
            {
                session.Execute("SAVEPOINT write");
                if (!write.TryRun(session, afterwards))
                {
                    if (!session.InTransaction)
                    {
                        // SQLite undid all of it, as it does when the disk is full; the failure is everybody's.
                        throw write.Failure!;
                    }

                    session.Execute("ROLLBACK TO write");
                }

                session.Execute("RELEASE write");
            }

            session.Execute("COMMIT");
            afterwards.ForEach(action => action());
        }
        catch (Exception exception)
        {
            // A failed BEGIN, COMMIT or ROLLBACK TO: nothing of the batch is durable, and every caller must hear so.
            RollBack();
            batch.ForEach(write => write.Fail(exception));
            return;
        }

        batch.ForEach(write => write.Answer());
    }

    private void RollBack()
    {
        try
        {
            if (session.InTransaction)
            {
                session.Execute("ROLLBACK");
            }
        }
        catch (SqliteException)
        {
            // The disk refuses even that. The next write fails at its BEGIN, says so to its caller, and comes here again.
        }
    }

    private abstract class Write(bool alone)
    {
        public bool Alone { get; } = alone;

        /// <summary>Why its work failed, if it did.</summary>
        public Exception? Failure { get; protected set; }

        public abstract bool TryRun(SqlSession session, List<Action> afterwards);

        public abstract void Answer();

        public abstract void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<SqlSession, ICollection<Action>, T> work, bool alone) : Write(alone)
    {
        private T? result;

        public TaskCompletionSource<T> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool TryRun(SqlSession session, List<Action> afterwards)
        {
            var before = afterwards.Count;
            try
            {
                result = work(session, afterwards);
                return true;
            }
            catch (Exception exception)
            {
                afterwards.RemoveRange(before, afterwards.Count - before);
                Failure = exception;
                return false;
            }
        }

        public override void Answer()
        {
            if (Failure is null)
            {
                Completion.TrySetResult(result!);
            }
            else
            {
                Completion.TrySetException(Failure);
            }
        }

        public override void Fail(Exception exception) => Completion.TrySetException(exception);
    }
}
