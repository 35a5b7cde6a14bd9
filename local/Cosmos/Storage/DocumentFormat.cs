using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fixia.Local.Cosmos.Protocol;
using Microsoft.Data.Sqlite;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>The JSON form of a stored document: its owner's members, then the system properties.</summary>
internal static class DocumentFormat
{
    /// <summary>The sub status of a 400 whose header and document disagree about the partition key.</summary>
    public const int PartitionKeyMismatch = 1001;

    /// <summary>The limit of the service: https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits.</summary>
    public const int MostBytes = 2 * 1024 * 1024;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The service's limit of nesting: https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 128 };

    private static readonly HashSet<string> System = ["_rid", "_self", "_etag", "_attachments", "_ts", "_lsn"];

    public static bool IsSystemProperty(string name) => System.Contains(name);

    /// <summary>Reads a document that is stored.</summary>
    /// <exception cref="SqliteException">It is not what was stored: SQLite itself does not check the content of its pages.</exception>
    public static JsonElement Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonElement.Parse(body, Strict);
        }
        catch (JsonException exception)
        {
            throw new SqliteException($"A stored document is not JSON: {exception.Message}", SQLitePCL.raw.SQLITE_CORRUPT);
        }
    }

    /// <exception cref="ServiceException">400: the body is not JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw ServiceException.BadRequest($"The body is not valid JSON: {exception.Message}");
        }
    }

    /// <exception cref="ServiceException">413: the document is larger than 2 MB.</exception>
    public static byte[] Compose(JsonElement document, string rid, string self, string etag, long timestamp)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            foreach (var member in document.EnumerateObject())
            {
                if (!IsSystemProperty(member.Name))
                {
                    member.WriteTo(writer);
                }
            }

            writer.WriteString("_rid", rid);
            writer.WriteString("_self", self);
            writer.WriteString("_etag", etag);
            writer.WriteString("_attachments", "attachments/");
            writer.WriteNumber("_ts", timestamp);
            writer.WriteEndObject();
        }

        return buffer.WrittenCount <= MostBytes
            ? buffer.WrittenSpan.ToArray()
            : throw ServiceException.TooLarge($"The item is larger than {MostBytes} bytes.");
    }

    /// <summary>Reads the item's own <c>ttl</c>.</summary>
    /// <exception cref="ServiceException">400: it is neither -1 nor a positive whole number.</exception>
    public static int? ReadTtl(JsonElement document)
    {
        if (!document.TryGetProperty("ttl", out var ttl) || ttl.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return ttl.ValueKind == JsonValueKind.Number && ttl.TryGetInt32(out var seconds) && (seconds == -1 || seconds > 0)
            ? seconds
            : throw ServiceException.BadRequest("ttl is -1 or a positive number of seconds.");
    }
}
