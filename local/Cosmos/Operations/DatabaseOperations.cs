using System.Text.Json;
using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fixia.Local.Cosmos.Operations;

/// <summary>https://learn.microsoft.com/rest/api/cosmos-db/databases.</summary>
internal sealed class DatabaseOperations(Store store)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/dbs", CreateAsync);
        routes.MapGet("/dbs", ListAsync);
        routes.MapGet("/dbs/{db}", ReadAsync);
        routes.MapDelete("/dbs/{db}", DeleteAsync);
    }

    private async Task CreateAsync(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey(HeaderNames.IsQuery))
        {
            throw ServiceException.NotSupported("A query over databases");
        }

        var body = await RequestBody.ReadAsync(context.Request);
        await ReplyAsync(context, 201, await store.CreateDatabaseAsync(ResourceName.Read(body)));
    }

    private Task ListAsync(HttpContext context)
    {
        var databases = store.Databases.ToList();
        return Reply.FeedAsync(context, "", "Databases", databases.Count, writer => databases.ForEach(database => Write(writer, database)));
    }

    private Task ReadAsync(HttpContext context, string db) => ReplyAsync(context, 200, store.Database(db));

    private async Task DeleteAsync(HttpContext context, string db)
    {
        await store.DeleteDatabaseAsync(db);
        await Reply.EmptyAsync(context, 204);
    }

    private static Task ReplyAsync(HttpContext context, int status, DatabaseInfo database)
    {
        context.Response.Headers.ETag = database.ETag;
        return Reply.JsonAsync(context, status, writer => Write(writer, database));
    }

    private static void Write(Utf8JsonWriter writer, DatabaseInfo database)
    {
        writer.WriteStartObject();
        writer.WriteString("id", database.Id);
        writer.WriteString("_rid", database.Rid);
        writer.WriteString("_self", $"dbs/{database.Rid}/");
        writer.WriteString("_etag", database.ETag);
        writer.WriteString("_colls", "colls/");
        writer.WriteString("_users", "users/");
        writer.WriteNumber("_ts", database.Timestamp);
        writer.WriteEndObject();
    }
}
