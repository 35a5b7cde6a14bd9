namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which versions of a document the change feed carries.</summary>
public enum CosmosDBChangeFeedMode
{
    LatestVersion = 0,
    AllVersionsAndDeletes = 1,
}
