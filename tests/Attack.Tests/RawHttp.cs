using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Fixia.Attack.Tests;

/// <summary>An answer as it came.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Head">The status line and the headers.</param>
/// <param name="Body">The body as UTF-8.</param>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    /// <summary>The value of a header; null when it is missing.</summary>
    public string? Header(string name) => Head.Split("\r\n").Skip(1).Select(line => line.Split(':', 2))
        .FirstOrDefault(header => header[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1].Trim();
}

/// <summary>Sends requests byte by byte as they are, right or wrong, over one connection at a time.</summary>
internal sealed class RawHttp(Uri server) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly byte[] buffer = new byte[64 * 1024];
    private TcpClient? connection;
    private int filled;
    private int taken;

    /// <summary>The answer; null when the server closed the connection without one.</summary>
    /// <param name="request">The whole request.</param>
    /// <param name="isLast">Whether nothing follows: the server is told so, because its framing may make it wait for more.</param>
    /// <exception cref="TimeoutException">The server neither answered nor closed.</exception>
    public async Task<RawAnswer?> SendAsync(byte[] request, bool isLast)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Deadline);
        try
        {
            var wasUsed = connection is not null;
            var answer = await TryAsync(request, isLast, late.Token);

            // A server may close a connection that was used, and the request that crosses the close is sent again.
            return answer is null && wasUsed ? await TryAsync(request, isLast, late.Token) : answer;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Dispose();
            throw new TimeoutException($"no answer within {Deadline.TotalSeconds} s");
        }
    }

    public void Dispose()
    {
        connection?.Dispose();
        connection = null;
    }

    private async Task<RawAnswer?> TryAsync(byte[] request, bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await ConnectAsync(cancellationToken);
            var sending = stream.WriteAsync(request, cancellationToken).AsTask();
            try
            {
                await sending;
                if (isLast)
                {
                    connection!.Client.Shutdown(SocketShutdown.Send);
                }
            }
            catch (IOException)
            {
                // It may have answered before it closed.
            }

            var answer = await ReadAsync(stream, request.AsSpan().StartsWith("HEAD "u8), cancellationToken);
            if (isLast || answer is null || answer.Header("Connection") is "close")
            {
                Dispose();
            }

            return answer;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            Dispose();
            return null;
        }
    }

    private async Task<NetworkStream> ConnectAsync(CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            connection = new TcpClient { NoDelay = true };
            await connection.ConnectAsync(server.Host, server.Port, cancellationToken);
            filled = taken = 0;
        }

        return connection.GetStream();
    }

    private async Task<RawAnswer?> ReadAsync(NetworkStream stream, bool isHead, CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = await ReadHeadAsync(stream, cancellationToken);
            if (head is null)
            {
                return null;
            }

            var answer = new RawAnswer(int.Parse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture), head, "");
            if (answer.Status < 200)
            {
                continue;
            }

            return isHead || answer.Status is 204 or 304 ? answer : answer with { Body = await ReadBodyAsync(stream, answer, cancellationToken) };
        }
    }

    private async Task<string?> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await ReadLineAsync(stream, cancellationToken) is not { } line)
            {
                return null;
            }

            head.Append(line).Append("\r\n");
        }

        return head.ToString();
    }

    private async Task<string> ReadBodyAsync(NetworkStream stream, RawAnswer answer, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        if (answer.Header("Content-Length") is { } length)
        {
            await CopyAsync(stream, body, int.Parse(length, CultureInfo.InvariantCulture), cancellationToken);
        }
        else if (answer.Header("Transfer-Encoding") is "chunked")
        {
            while (await ReadLineAsync(stream, cancellationToken) is { } line && int.Parse(line, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
            {
                await CopyAsync(stream, body, size, cancellationToken);
                await ReadLineAsync(stream, cancellationToken);
            }

            await ReadLineAsync(stream, cancellationToken);
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }

    private async Task<string?> ReadLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            var end = Array.IndexOf(buffer, (byte)'\n', taken, filled - taken);
            line.Append(Encoding.Latin1.GetString(buffer, taken, (end < 0 ? filled : end) - taken));
            taken = end < 0 ? filled : end + 1;
            if (end >= 0)
            {
                return line.ToString().TrimEnd('\r');
            }

            if (!await FillAsync(stream, cancellationToken))
            {
                return null;
            }
        }
    }

    private async Task CopyAsync(NetworkStream stream, MemoryStream body, int count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            if (taken == filled && !await FillAsync(stream, cancellationToken))
            {
                throw new IOException("The answer was broken off.");
            }

            var part = Math.Min(count, filled - taken);
            body.Write(buffer, taken, part);
            taken += part;
            count -= part;
        }
    }

    private async Task<bool> FillAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        taken = 0;
        filled = await stream.ReadAsync(buffer, cancellationToken);
        return filled > 0;
    }
}
