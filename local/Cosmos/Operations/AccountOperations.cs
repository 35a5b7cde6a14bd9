using Fixia.Local.Cosmos.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fixia.Local.Cosmos.Operations;

/// <summary>
/// The account, from which the SDK learns regions and consistency: one region, this endpoint
/// (https://learn.microsoft.com/rest/api/cosmos-db/get-database-account-properties).
/// </summary>
internal static class AccountOperations
{
    private const string QueryEngine =
        """{"maxSqlQueryInputLength":262144,"maxJoinsPerSqlQuery":5,"maxLogicalAndPerSqlQuery":500,"maxLogicalOrPerSqlQuery":500,"maxUdfRefPerSqlQuery":10,"maxInExpressionItemsCount":16000,"queryMaxInMemorySortDocumentCount":500,"maxQueryRequestTimeoutFraction":0.9,"sqlAllowNonFiniteNumbers":false,"sqlAllowAggregateFunctions":true,"sqlAllowSubQuery":false,"sqlAllowScalarSubQuery":false,"allowNewKeywords":true,"sqlAllowLike":true,"sqlAllowGroupByClause":false,"maxSpatialQueryCells":12,"spatialMaxGeometryPointCount":256,"sqlDisableOptimizationFlags":0,"sqlAllowTop":true,"enableSpatialIndexing":false}""";

    public static void Map(IEndpointRouteBuilder routes, ReadConsistency consistency) =>
        routes.MapGet("/", context => ReadAsync(context, consistency));

    private static Task ReadAsync(HttpContext context, ReadConsistency consistency) => Reply.JsonAsync(context, 200, writer =>
    {
        var address = $"{context.Request.Scheme}://{context.Request.Host}/";
        writer.WriteStartObject();
        writer.WriteString("_self", "");
        writer.WriteString("id", "local");
        writer.WriteString("_rid", "local");
        writer.WriteString("media", "//media/");
        writer.WriteString("addresses", "//addresses/");
        writer.WriteString("_dbs", "//dbs/");
        foreach (var locations in (string[])["writableLocations", "readableLocations"])
        {
            writer.WriteStartArray(locations);
            writer.WriteStartObject();
            writer.WriteString("name", "Local");
            writer.WriteString("databaseAccountEndpoint", address);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteBoolean("enableMultipleWriteLocations", false);
        foreach (var policy in (string[])["userReplicationPolicy", "systemReplicationPolicy"])
        {
            writer.WriteStartObject(policy);
            writer.WriteBoolean("asyncReplication", false);
            writer.WriteNumber("minReplicaSetSize", 1);
            writer.WriteNumber("maxReplicasetSize", 1);
            writer.WriteEndObject();
        }

        writer.WriteStartObject("userConsistencyPolicy");
        writer.WriteString("defaultConsistencyLevel", consistency.ToString());
        writer.WriteEndObject();
        writer.WriteStartObject("readPolicy");
        writer.WriteNumber("primaryReadCoefficient", 1);
        writer.WriteNumber("secondaryReadCoefficient", 1);
        writer.WriteEndObject();
        writer.WriteString("queryEngineConfiguration", QueryEngine);
        writer.WriteEndObject();
    });
}
