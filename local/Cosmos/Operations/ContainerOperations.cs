using System.Text.Json;
using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fixia.Local.Cosmos.Operations;

/// <summary>https://learn.microsoft.com/rest/api/cosmos-db/collections.</summary>
internal sealed class ContainerOperations(Store store)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/dbs/{db}/colls", CreateAsync);
        routes.MapGet("/dbs/{db}/colls", ListAsync);
        routes.MapGet("/dbs/{db}/colls/{coll}", ReadAsync);
        routes.MapPut("/dbs/{db}/colls/{coll}", ReplaceAsync);
        routes.MapDelete("/dbs/{db}/colls/{coll}", DeleteAsync);
    }

    private async Task CreateAsync(HttpContext context, string db)
    {
        if (context.Request.Headers.ContainsKey(HeaderNames.IsQuery))
        {
            throw ServiceException.NotSupported("A query over containers");
        }

        var definition = ContainerDefinition.Parse(await RequestBody.ReadAsync(context.Request));
        await ReplyAsync(context, 201, await store.CreateContainerAsync(db, definition));
    }

    private Task ListAsync(HttpContext context, string db)
    {
        var database = store.Database(db);
        var containers = store.ContainersOf(database).ToList();
        return Reply.FeedAsync(
            context, database.Rid, "DocumentCollections", containers.Count, writer => containers.ForEach(container => Write(writer, container)));
    }

    private Task ReadAsync(HttpContext context, string db, string coll)
    {
        var container = store.Container(db, coll);
        return Preconditions.Of(context.Request).IsNotModified(container.ETag)
            ? Reply.EmptyAsync(context, 304)
            : ReplyAsync(context, 200, container);
    }

    private async Task ReplaceAsync(HttpContext context, string db, string coll)
    {
        var definition = ContainerDefinition.Parse(await RequestBody.ReadAsync(context.Request));
        var preconditions = Preconditions.Of(context.Request);
        await ReplyAsync(context, 200, await store.ReplaceContainerAsync(db, coll, definition, preconditions.CheckWrite));
    }

    private async Task DeleteAsync(HttpContext context, string db, string coll)
    {
        await store.DeleteContainerAsync(db, coll);
        await Reply.EmptyAsync(context, 204);
    }

    private static Task ReplyAsync(HttpContext context, int status, ContainerInfo container)
    {
        Reply.Describe(context.Response, container);
        context.Response.Headers.ETag = container.ETag;
        return Reply.JsonAsync(context, status, writer => Write(writer, container));
    }

    private static void Write(Utf8JsonWriter writer, ContainerInfo container)
    {
        writer.WriteStartObject();
        container.Definition.WriteTo(writer);
        writer.WriteString("_rid", container.Rid);
        writer.WriteString("_self", container.SelfLink);
        writer.WriteString("_etag", container.ETag);
        writer.WriteString("_docs", "docs/");
        writer.WriteString("_sprocs", "sprocs/");
        writer.WriteString("_triggers", "triggers/");
        writer.WriteString("_udfs", "udfs/");
        writer.WriteString("_conflicts", "conflicts/");
        writer.WriteNumber("_ts", container.Timestamp);
        writer.WriteEndObject();
    }
}
