using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Fixia.Local.FunctionsHost.Timers;

/// <summary>The blob in which a timer's status is kept. Only the host that holds the timer's lock touches it.</summary>
internal sealed class ScheduleStatusBlob(BlobClient blob)
{
    /// <summary>The status; null where none was kept, or none that can be read.</summary>
    /// <exception cref="RequestFailedException">The account refuses.</exception>
    public async Task<ScheduleStatus?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var content = await blob.DownloadContentAsync(cancellationToken);
            return JsonSerializer.Deserialize(content.Value.Content, TimerJson.Default.ScheduleStatus);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <exception cref="RequestFailedException">The account refuses.</exception>
    public Task WriteAsync(ScheduleStatus status, CancellationToken cancellationToken) => blob.UploadAsync(
        BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(status, TimerJson.Default.ScheduleStatus)), overwrite: true, cancellationToken);
}
