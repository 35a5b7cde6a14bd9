using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Fixia.Local.FunctionsHost.Settings;

namespace Fixia.Local.FunctionsHost.Timers;

/// <summary>
/// A lock that one host at a time holds: the lease of a blob, which the host renews, and which ends by itself soon after a
/// host that was killed.
/// </summary>
internal sealed class SingletonLock(BlobContainerClient container, string path, TimeProvider time)
{
    // The shortest that the service grants. The real host asks for a minute, and looks for the lock of others once a minute.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RenewalInterval = Lease / 3;

    private readonly BlobClient _blob = container.GetBlobClient(path);
    private readonly BlobLeaseClient _lease = container.GetBlobClient(path).GetBlobLeaseClient(Guid.NewGuid().ToString());

    /// <summary>How long to wait before another attempt to get it.</summary>
    public static TimeSpan RetryInterval => RenewalInterval;

    /// <summary>Whether this host holds the lock now; otherwise another one does.</summary>
    /// <exception cref="RequestFailedException">The account refuses.</exception>
    public async Task<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await TryLeaseAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await CreateBlobAsync(cancellationToken);
            return await TryLeaseAsync(cancellationToken);
        }
    }

    /// <summary>Keeps the lock until the token is cancelled, and then gives it up.</summary>
    /// <returns>Earlier, when the lock is lost.</returns>
    public async Task HoldAsync(CancellationToken ended)
    {
        var renewed = time.GetTimestamp();
        do
        {
            await Task.Delay(RenewalInterval, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                await ReleaseAsync();
                return;
            }

            try
            {
                await _lease.RenewAsync(cancellationToken: CancellationToken.None);
                renewed = time.GetTimestamp();
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // Somebody else has it, or its blob is gone.
                return;
            }
            catch (Exception e) when (StorageConnection.IsFailure(e))
            {
                // The account does not answer, but as long as the lease lasts nobody else gets the lock.
            }
        }
        while (time.GetElapsedTime(renewed) < Lease);
    }

    private async Task<bool> TryLeaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _lease.AcquireAsync(Lease, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return false;
        }
    }

    private async Task CreateBlobAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _blob.UploadAsync(BinaryData.Empty, overwrite: false, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Another host was faster.
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await _lease.ReleaseAsync(cancellationToken: CancellationToken.None);
        }
        catch (Exception e) when (StorageConnection.IsFailure(e))
        {
            // It ends by itself.
        }
    }
}
