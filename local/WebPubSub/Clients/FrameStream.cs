namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// The upgraded byte stream with its writes made one at a time. Data frames come from the connection's queue, already
/// framed; pings and pongs come from the <see cref="System.Net.WebSockets.WebSocket"/> that reads. Each write is whole
/// frames, so they can alternate.
/// </summary>
internal sealed class FrameStream(Stream inner, Action disposed) : Stream
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken = default) =>
        WriteAsync(frames, ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <summary>Writes frames of which the last one continues, uncopied, in <paramref name="rest"/>.</summary>
    public async ValueTask WriteAsync(
        ReadOnlyMemory<byte> frames, ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await inner.WriteAsync(frames, cancellationToken);
            if (!rest.IsEmpty)
            {
                await inner.WriteAsync(rest, cancellationToken);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // A WebSocket that gives up, as it does when a ping stays unanswered, disposes its stream. The upgraded stream
            // does not end a read that waits; the transport can.
            inner.Dispose();
            disposed();
        }

        base.Dispose(disposing);
    }
}
