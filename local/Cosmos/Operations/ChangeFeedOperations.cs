using System.Globalization;
using System.Text.Json;
using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Charges;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Sql;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Http;
using SortKey = Fixia.Local.Cosmos.Storage.SortKey;

namespace Fixia.Local.Cosmos.Operations;

/// <summary>
/// The change feed in latest version mode: every document once, at the place of its last change. The ETag of an answer
/// is the place to go on from (https://learn.microsoft.com/rest/api/cosmos-db/list-documents and
/// https://learn.microsoft.com/azure/cosmos-db/change-feed).
/// </summary>
internal sealed class ChangeFeedOperations(Store store, RequestCharge charge)
{
    private const int MostPageBytes = 4 * 1024 * 1024;

    public async Task ReadAsync(HttpContext context, ContainerInfo container)
    {
        var request = context.Request;
        if (!request.Headers[HeaderNames.ChangeFeed].ToString().Equals("Incremental Feed", StringComparison.OrdinalIgnoreCase))
        {
            throw ServiceException.NotSupported("The change feed mode 'all versions and deletes'");
        }

        QueryOperations.CheckRange(request);
        var (after, since) = Start(request, container);
        var (page, lsn) = after >= container.Progress.CommittedLsn
            ? (new Page([], after), after)
            : Read(request, container, after, since);
        Reply.Describe(context.Response, container, lsn);
        Reply.Charge(context.Response, charge.ChangeFeed(context.Request, page.Documents.Count, page.Documents.Sum(document => (long)document.Body.Length)));
        context.Response.Headers.ETag = $"\"{page.Last.ToString(CultureInfo.InvariantCulture)}\"";
        if (page.Documents.Count == 0)
        {
            context.Response.Headers[HeaderNames.ItemCount] = "0";
            await Reply.EmptyAsync(context, 304);
            return;
        }

        await Reply.FeedAsync(context, container.Rid, "Documents", page.Documents.Count, writer => page.Documents.ForEach(document => Write(writer, document)));
    }

    /// <summary>Where the request starts: after a change, at a time (seconds since 1970), now or at the beginning.</summary>
    private static (long After, long Since) Start(HttpRequest request, ContainerInfo container)
    {
        if (Preconditions.Of(request).IfNoneMatch is { } continuation)
        {
            return continuation == "*" ? (container.Progress.CommittedLsn, 0)
                : long.TryParse(continuation.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var lsn) ? (lsn, 0)
                : throw ServiceException.BadRequest("The continuation in If-None-Match is not one of this change feed's.");
        }

        return request.Headers.IfModifiedSince is [{ Length: > 0 } since, ..]
            ? DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? (0, time.ToUnixTimeSeconds())
                : throw ServiceException.BadRequest("If-Modified-Since is not a date.")
            : (0, 0);
    }

    private (Page Page, long Lsn) Read(HttpRequest request, ContainerInfo container, long after, long since)
    {
        var (partitionKey, most) = (PartitionKeyHeader.TryRead(request), QueryOperations.PageSize(request));
        return store.Read(
            container, SessionToken.Least(request), (session, current) => Read(session, current, after, since, partitionKey, most));
    }

    private Page Read(SqlSession session, ContainerInfo container, long after, long since, Value? partitionKey, int most)
    {
        var end = Convert.ToInt64(session.Scalar("SELECT lsn FROM containers WHERE number = $0", container.Number));
        var documents = new List<Change>();
        var sql = $"SELECT lsn, body FROM {container.Layout.Name} WHERE lsn > $0 AND ts >= $1 AND (expires IS NULL OR expires > $2)";
        var bytes = 0;
        using var reader = partitionKey is { } key
            ? session.Query($"{sql} AND pk = $3 ORDER BY lsn LIMIT $4", after, since, store.Now, SortKey.Of(key), most)
            : session.Query($"{sql} ORDER BY lsn LIMIT $3", after, since, store.Now, most);
        while (reader.Read())
        {
            var change = new Change(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
            bytes += change.Body.Length;
            if (documents.Count > 0 && bytes > MostPageBytes)
            {
                return new Page(documents, documents[^1].Lsn);
            }

            documents.Add(change);
        }

        return new Page(documents, documents.Count == most ? documents[^1].Lsn : Math.Max(after, end));
    }

    /// <summary>Writes a document with its change number, which the SDK's estimator reads.</summary>
    private static void Write(Utf8JsonWriter writer, Change change)
    {
        writer.WriteStartObject();
        foreach (var member in DocumentFormat.Read(change.Body).EnumerateObject())
        {
            member.WriteTo(writer);
        }

        writer.WriteNumber("_lsn", change.Lsn);
        writer.WriteEndObject();
    }

    private sealed record Change(long Lsn, byte[] Body);

    private sealed record Page(List<Change> Documents, long Last);
}
