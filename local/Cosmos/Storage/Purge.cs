namespace Fixia.Local.Cosmos.Storage;

/// <summary>
/// Deletes expired documents in the background, a few at a time, as the service does with what throughput is left
/// (https://learn.microsoft.com/azure/cosmos-db/nosql/time-to-live).
/// </summary>
internal sealed class Purge : IAsyncDisposable
{
    private const int MostDocumentsAtOnce = 500;

    private readonly Store store;
    private readonly PeriodicTimer timer;
    private readonly Task loop;

    public Purge(Store store, TimeProvider time, TimeSpan interval)
    {
        this.store = store;
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
        catch (Exception exception) when (exception is Protocol.ServiceException or Microsoft.Data.Sqlite.SqliteException)
        {
            // The container was deleted meanwhile, or the file is busy; the next tick tries again, and expired documents stay invisible.
            return;
        }
    }
}
