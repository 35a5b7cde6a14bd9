namespace Fixia.Local.Cosmos.Protocol;

/// <summary>
/// https://learn.microsoft.com/rest/api/cosmos-db/common-cosmosdb-rest-request-headers and
/// https://learn.microsoft.com/rest/api/cosmos-db/common-cosmosdb-rest-response-headers.
/// </summary>
internal static class HeaderNames
{
    public const string Date = "x-ms-date";
    public const string PartitionKey = "x-ms-documentdb-partitionkey";
    public const string IsQuery = "x-ms-documentdb-isquery";
    public const string IsUpsert = "x-ms-documentdb-is-upsert";
    public const string IsQueryPlan = "x-ms-cosmos-is-query-plan-request";
    public const string IsBatch = "x-ms-cosmos-is-batch-request";
    public const string IsBatchAtomic = "x-ms-cosmos-batch-atomic";
    public const string ConsistencyLevel = "x-ms-consistency-level";
    public const string RequiresDistribution = "x-ms-cosmos-query-requiresdistribution";
    public const string StartEpk = "x-ms-start-epk";
    public const string EndEpk = "x-ms-end-epk";
    public const string MaxItemCount = "x-ms-max-item-count";
    public const string Continuation = "x-ms-continuation";
    public const string ActivityId = "x-ms-activity-id";
    public const string RequestCharge = "x-ms-request-charge";
    public const string SessionToken = "x-ms-session-token";
    public const string SubStatus = "x-ms-substatus";
    public const string ItemCount = "x-ms-item-count";
    public const string Lsn = "lsn";
    public const string GlobalCommittedLsn = "x-ms-global-committed-lsn";
    public const string OwnerLink = "x-ms-alt-content-path";
    public const string OwnerRid = "x-ms-content-path";
    public const string RetryAfterMilliseconds = "x-ms-retry-after-ms";
    public const string ChangeFeed = "A-IM";
}
