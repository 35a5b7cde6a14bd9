using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.ChangeFeed;

/// <summary>The container <c>errors</c>: what a change feed brought and nobody could read.</summary>
public sealed partial class UnreadableDocumentStore(CosmosClient client, TimeProvider time, ILogger<UnreadableDocumentStore> logger)
{
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Errors);

    /// <summary>
    /// Sets a document aside. A transient failure surfaces, so that the batch is repeated; a document that can't be
    /// stored here either is only logged, because it must not block the partition that it came from.
    /// </summary>
    public async Task SetAsideAsync(string source, JsonElement document, string reason, CancellationToken cancellationToken)
    {
        var id = TextMember(document, "id");
        LogUnreadable(source, id, reason);
        var error = new UnreadableDocument
        {
            Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}:{document.GetRawText()}"))),
            Container = source,
            DocumentId = id,
            Reason = reason,
            Document = document,
            SetAsideAt = time.GetUtcNow(),
        };
        try
        {
            await container.UpsertItemAsync(error, new PartitionKey(source), cancellationToken: cancellationToken);
        }
        catch (CosmosException e) when (!StoreFailures.IsTransient(e))
        {
            LogNotSetAside(source, id, e.StatusCode);
        }
    }

    private static string? TextMember(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Set aside a document of {Container} that can't be read: {DocumentId}: {Reason}")]
    private partial void LogUnreadable(string container, string? documentId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A document of {Container} could not be set aside: {DocumentId}, status {Status}")]
    private partial void LogNotSetAside(string container, string? documentId, System.Net.HttpStatusCode status);
}
