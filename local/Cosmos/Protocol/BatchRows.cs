using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Cosmos.Serialization.HybridRow;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.IO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Layouts;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.RecordIO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Schemas;
using RowResult = Microsoft.Azure.Cosmos.Serialization.HybridRow.Result;

namespace Fixia.Local.Cosmos.Protocol;

/// <summary>One operation of a batch.</summary>
/// <param name="Type">What it does, as the SDK numbers it.</param>
/// <param name="PartitionKey">What the header of a single request would say.</param>
/// <param name="Document">The document as JSON.</param>
internal sealed record BatchOperation(int Type, string? PartitionKey, ReadOnlyMemory<byte> Document);

/// <summary>What became of one operation of a batch.</summary>
/// <param name="Status">The status that a single request would have.</param>
/// <param name="SubStatus">And its sub status; 0 where there is none.</param>
/// <param name="ETag">The version that was written, if one was.</param>
/// <param name="Charge">Request units.</param>
internal sealed record BatchResult(int Status, int SubStatus, string? ETag, double Charge);

/// <summary>
/// The body of a batch, and that of its answer: records of rows. The service documents neither; the schemas of the rows come with
/// the SDK, as does what reads and writes them.
/// </summary>
internal static class BatchRows
{
    private const string Schemas = "Microsoft.Azure.Cosmos.Batch.HybridRowBatchSchemas.json";
    private const int UsualRow = 256;

    private static readonly LayoutResolverNamespace Layouts = new(ReadSchemas(), null);

    private static readonly Layout ResultLayout = Layouts.Resolve(Layouts.Namespace.Schemas.Single(schema => schema.Name == "BatchResult").SchemaId);

    /// <exception cref="ServiceException">400: the body is no batch.</exception>
    public static async Task<IReadOnlyList<BatchOperation>> ReadAsync(Stream body)
    {
        var operations = new List<BatchOperation>();
        Func<ReadOnlyMemory<byte>, RowResult> add = record => TryRead(record, out var operation) && operation is not null
            ? Add(operation)
            : RowResult.InvalidRow;
        return await body.ReadRecordIOAsync(add, resizer: new MemorySpanResizer<byte>(UsualRow)) == RowResult.Success
            ? operations
            : throw ServiceException.BadRequest("The body of the request is no batch.");

        RowResult Add(BatchOperation operation)
        {
            operations.Add(operation);
            return RowResult.Success;
        }
    }

    public static async Task<ReadOnlyMemory<byte>> WriteAsync(IReadOnlyList<BatchResult> results)
    {
        using var body = new MemoryStream(results.Count * UsualRow);
        var buffer = new MemorySpanResizer<byte>(UsualRow);
        var written = await body.WriteRecordIOAsync(default, Next);
        return written == RowResult.Success ? body.GetBuffer().AsMemory(0, (int)body.Length) : throw new InvalidOperationException($"A row could not be written: {written}.");

        RowResult Next(long index, out ReadOnlyMemory<byte> record)
        {
            // What is empty ends the records.
            record = default;
            if (index >= results.Count)
            {
                return RowResult.Success;
            }

            var row = new RowBuffer(buffer.Memory.Length, buffer);
            row.InitLayout(HybridRowVersion.V1, ResultLayout, Layouts);
            var outcome = RowWriter.WriteBuffer(ref row, results[(int)index], Write);
            record = buffer.Memory[..row.Length];
            return outcome;
        }
    }

    private static bool TryRead(ReadOnlyMemory<byte> record, out BatchOperation? operation)
    {
        operation = null;
        var row = new RowBuffer(record.Length);
        if (!row.ReadFrom(record.Span, HybridRowVersion.V1, Layouts))
        {
            return false;
        }

        var (type, partitionKey, document) = (-1, (string?)null, Array.Empty<byte>());
        var reader = new RowReader(ref row);
        while (reader.Read())
        {
            var outcome = reader.Path.ToString() switch
            {
                "operationType" => reader.ReadInt32(out type),
                "partitionKey" => reader.ReadString(out partitionKey),
                "resourceBody" => reader.ReadBinary(out document),
                _ => RowResult.Success,
            };
            if (outcome != RowResult.Success)
            {
                return false;
            }
        }

        operation = new BatchOperation(type, partitionKey, document);
        return true;
    }

    private static RowResult Write(ref RowWriter writer, TypeArgument type, BatchResult result)
    {
        Span<RowResult> outcomes =
        [
            writer.WriteInt32("statusCode", result.Status),
            writer.WriteInt32("subStatusCode", result.SubStatus),
            result.ETag is null ? RowResult.Success : writer.WriteString("eTag", result.ETag),
            writer.WriteFloat64("requestCharge", result.Charge),
        ];
        foreach (var outcome in outcomes)
        {
            if (outcome != RowResult.Success)
            {
                return outcome;
            }
        }

        return RowResult.Success;
    }

    private static Namespace ReadSchemas()
    {
        using var json = new StreamReader(typeof(CosmosClient).Assembly.GetManifestResourceStream(Schemas)
            ?? throw new InvalidOperationException($"This version of the SDK has no {Schemas}."));
        return Namespace.Parse(json.ReadToEnd());
    }
}
