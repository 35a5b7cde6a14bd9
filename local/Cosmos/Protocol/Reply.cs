using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Sql;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos.Protocol;

/// <summary>Writes answers in the service's form.</summary>
internal static class Reply
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Sets the headers that every answer about a container carries.</summary>
    public static void Describe(HttpResponse response, ContainerInfo container) => Describe(response, container, container.Progress.CommittedLsn);

    /// <inheritdoc cref="Describe(HttpResponse, ContainerInfo)"/>
    public static void Describe(HttpResponse response, ContainerInfo container, long seen)
    {
        var lsn = seen.ToString(CultureInfo.InvariantCulture);
        response.Headers[HeaderNames.SessionToken] = SessionToken.Of(seen);
        response.Headers[HeaderNames.Lsn] = lsn;
        response.Headers[HeaderNames.GlobalCommittedLsn] = lsn;
        response.Headers[HeaderNames.OwnerLink] = Uri.EscapeDataString(container.Link).Replace("%2F", "/");
        response.Headers[HeaderNames.OwnerRid] = container.Rid;
    }

    public static void Charge(HttpResponse response, double requestUnits) =>
        response.Headers[HeaderNames.RequestCharge] = requestUnits.ToString("0.##", CultureInfo.InvariantCulture);

    public static Task EmptyAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public static Task JsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            write(writer);
        }

        return BytesAsync(context, status, buffer.WrittenMemory);
    }

    public static async Task BytesAsync(HttpContext context, int status, ReadOnlyMemory<byte> body, string type = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>A list of resources under the name that its kind has.</summary>
    public static Task FeedAsync(HttpContext context, string rid, string name, int count, Action<Utf8JsonWriter> writeItems)
    {
        context.Response.Headers[HeaderNames.ItemCount] = count.ToString(CultureInfo.InvariantCulture);
        return JsonAsync(context, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("_rid", rid);
            writer.WriteStartArray(name);
            writeItems(writer);
            writer.WriteEndArray();
            writer.WriteNumber("_count", count);
            writer.WriteEndObject();
        });
    }

    public static Task DocumentsAsync(HttpContext context, ContainerInfo container, IReadOnlyList<Value> documents) =>
        FeedAsync(context, container.Rid, "Documents", documents.Count, writer =>
        {
            foreach (var document in documents)
            {
                document.WriteTo(writer);
            }
        });

    public static Task ErrorAsync(HttpContext context, ServiceException error)
    {
        if (error.SubStatus != 0)
        {
            context.Response.Headers[HeaderNames.SubStatus] = error.SubStatus.ToString(CultureInfo.InvariantCulture);
        }

        return JsonAsync(context, error.Status, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("code", error.Code);
            writer.WriteString("message", error.Message);
            writer.WriteEndObject();
        });
    }
}
