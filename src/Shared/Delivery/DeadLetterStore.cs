using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Delivery;

/// <summary>
/// The container <c>errors</c>: what a change feed brought and could not be served, with the reason. Everything in it was
/// logged and counted, and is stored once however often its batch is repeated.
/// </summary>
public sealed partial class DeadLetterStore(CosmosClient client, FixiaMetrics metrics, TimeProvider time, ILogger<DeadLetterStore> logger)
{
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Errors);

    /// <summary>Sets a document aside that can't be read.</summary>
    /// <param name="source">The container that it came from.</param>
    /// <param name="document">The document; undefined when it is not even JSON.</param>
    /// <param name="text">The document as it came.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CosmosException">A failure that passes: the batch must be repeated.</exception>
    public async Task SetAsideAsync(
        string source, JsonElement document, ReadOnlyMemory<byte> text, string reason, CancellationToken cancellationToken)
    {
        var id = new MemberReader(document).LenientText("id");
        metrics.SetAside(source);
        LogUnreadable(source, id, reason);
        var letter = new Letter(Hash(source, text.Span), source, id, User: null, reason);

        // Wrapped, it may be too deep or too large to be stored; what is known of it is not.
        if (!await TryStoreAsync(letter, document, cancellationToken) && !await TryStoreAsync(letter, default, cancellationToken))
        {
            LogNotSetAside(source, id);
        }
    }

    /// <summary>Notes that what a batch holds for one user could not be served, for a reason that does not pass.</summary>
    /// <param name="source">The container of the batch.</param>
    /// <param name="user">The user.</param>
    /// <param name="failure">What went wrong. Its message is not kept: it may quote what a document holds.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CosmosException">A failure that passes: the batch must be repeated.</exception>
    public async Task SetAsideAsync(string source, string user, Exception failure, CancellationToken cancellationToken)
    {
        metrics.SetAside(source);
        LogFailed(failure, source);
        var reason = failure is CosmosException store ? $"{failure.GetType().Name} {(int)store.StatusCode}" : failure.GetType().Name;
        var letter = new Letter(Hash(source, Encoding.UTF8.GetBytes($"{user}\n{reason}")), source, DocumentId: null, user, $"The push failed: {reason}.");
        if (!await TryStoreAsync(letter, default, cancellationToken))
        {
            LogNotSetAside(source, documentId: null);
        }
    }

    /// <returns>False when the store refuses it for good: it must not block the partition that it came from.</returns>
    private async Task<bool> TryStoreAsync(Letter letter, JsonElement document, CancellationToken cancellationToken)
    {
        try
        {
            using var content = Write(letter, document);
            using var response = await container.UpsertItemStreamAsync(content, new PartitionKey(letter.Container), cancellationToken: cancellationToken);
            response.EnsureSuccessStatusCode();
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException || e is CosmosException store && !StoreFailures.IsTransient(store))
        {
            return false;
        }
    }

    /// <exception cref="InvalidOperationException">The document holds what can't be written as JSON, such as half a surrogate pair.</exception>
    private MemoryStream Write(Letter letter, JsonElement document)
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("id", letter.Id);
            writer.WriteString("container", letter.Container);
            writer.WriteString("document_id", letter.DocumentId);
            writer.WriteString("user_id", letter.User);
            writer.WriteString("reason", letter.Reason);
            writer.WriteString("set_aside_at", UtcMillisecondsConverter.ToText(time.GetUtcNow()));
            if (document.ValueKind != JsonValueKind.Undefined)
            {
                writer.WritePropertyName("document");
                document.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        stream.Position = 0;
        return stream;
    }

    private static string Hash(string source, ReadOnlySpan<byte> content) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(source + ":"), .. content]));

    [LoggerMessage(Level = LogLevel.Error, Message = "Set aside a document of {Container} that can't be read: {DocumentId}: {Reason}")]
    private partial void LogUnreadable(string container, string? documentId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "What a batch of {Container} holds for one user could not be pushed; sync and polling deliver it")]
    private partial void LogFailed(Exception exception, string container);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was set aside of {Container} could not be stored: {DocumentId}")]
    private partial void LogNotSetAside(string container, string? documentId);

    private sealed record Letter(string Id, string Container, string? DocumentId, string? User, string Reason);
}
