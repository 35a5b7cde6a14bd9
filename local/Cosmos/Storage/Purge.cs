namespace Fixia.Local.Cosmos.Storage;

/// <summary>
/// Deletes expired documents in the background, a few at a time, as the service does with what throughput is left
/// (https://learn.microsoft.com/azure/cosmos-db/nosql/time-to-live).
/// </summary>
internal sealed class Purge : IAsyncDisposable
{
    private const int MostDocumentsAtOnce = 500;

    private readonly Store store;
    private readonly FailureLog log;
    private readonly PeriodicTimer timer;
    private readonly Task loop;

    public Purge(Store store, FailureLog log, TimeProvider time, TimeSpan interval)
    {
        (this.store, this.log) = (store, log);
        timer = new PeriodicTimer(interval, time);
        loop = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        timer.Dispose();
        await loop;
    }

    private async Task RunAsync()
    {
        while (await timer.WaitForNextTickAsync())
        {
            foreach (var container in store.Containers)
            {
                await PurgeAsync(container);
            }
        }
    }

    private async Task PurgeAsync(Catalog.ContainerInfo container)
    {
        try
        {
            while (store.Read(container, (session, current) => DocumentTable.HasExpired(session, current, store.Now)))
            {
                await store.WriteAsync(container, (session, current, _) => DocumentTable.Purge(session, current, store.Now, MostDocumentsAtOnce));
            }
        }
        catch (DataFileException failure)
        {
            // The next tick tries again, and expired documents stay invisible.
            log.DataFile(failure);
        }
        catch (Protocol.ServiceException)
        {
            // The container was deleted meanwhile.
        }
    }
}
