using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Fixia.Shared;
using Fixia.Shared.Json;
using Fixia.Shared.Producers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Fixia.Functions.Http;

/// <summary>
/// The body of a batch: one JSON object, or a JSON object a line (<c>application/x-ndjson</c>), which is read line by line so that it
/// need not fit into memory.
/// </summary>
internal sealed class BatchBody
{
    /// <summary>Most bytes of all lines.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Most bytes of one object, which is held in memory: 100,000 user ids fit, but for the longest.</summary>
    private const int MaxObjectBytes = 16 * 1024 * 1024;

    private readonly HttpRequest request;
    private readonly bool isLines;

    public BatchBody(HttpRequest request)
    {
        this.request = request;
        isLines = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase);

        // The server's own limit is lower, and it is not for every route.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }

    /// <summary>The line that was read last; null where there are none, and behind the last one.</summary>
    public int? Line { get; private set; }

    /// <summary>Reads the sends, in order. Empty lines are passed over.</summary>
    /// <exception cref="InvalidRequestException">One is no JSON object, or a line is too large.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large.</exception>
    public async IAsyncEnumerable<NotificationRequest> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!isLines)
        {
            var body = await RequestBody.ReadBytesAsync(request, cancellationToken, MaxObjectBytes);
            yield return RequestJson.Read(body.Span, FixiaJsonContext.Default.NotificationRequest);
            yield break;
        }

        await foreach (var line in ReadLinesAsync(cancellationToken))
        {
            if (!IsBlank(line.Span))
            {
                yield return RequestJson.Read(line.Span, FixiaJsonContext.Default.NotificationRequest);
            }
        }

        Line = null;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(request.Body, new StreamPipeReaderOptions(leaveOpen: true));
        var total = 0L;
        Line = 1;
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end).ToArray();
                rest = rest.Slice(rest.GetPosition(1, end));
                total += line.Length + 1;
                Check(line.Length, total);
                yield return line;
                Line++;
            }

            Check(rest.Length, total + rest.Length);
            if (read.IsCompleted)
            {
                yield return rest.ToArray();
                break;
            }

            pipe.AdvanceTo(rest.Start, rest.End);
        }

        await pipe.CompleteAsync();
    }

    private static void Check(long line, long total)
    {
        if (line > RequestBody.MaxBytes)
        {
            throw new InvalidRequestException($"The line is larger than {RequestBody.MaxBytes} bytes.");
        }

        if (total > MaxBytes)
        {
            throw RequestBody.TooLarge(MaxBytes);
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => !line.ContainsAnyExcept(" \t\r"u8);
}
