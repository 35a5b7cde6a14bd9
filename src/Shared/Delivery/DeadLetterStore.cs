using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Notifications;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Delivery;

/// <summary>
/// The container <c>errors</c>: what could not be served, with the reason. Everything in it was logged and counted, and is stored
/// once however often it was tried.
/// </summary>
public sealed partial class DeadLetterStore(CosmosClient client, FixiaMetrics metrics, TimeProvider time, ILogger<DeadLetterStore> logger)
{
    private const string Summaries = "SELECT TOP @limit c.id, c.kind, c.container, c.document_id, c.user_id, c.producer, c.reason, c.attempts, c.set_aside_at FROM c";
    private const string NewestFirst = " ORDER BY c.set_aside_at DESC, c.id DESC";

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
        var members = new MemberReader(document);
        var id = members.LenientText("id");
        LogUnreadable(source, id, reason);
        await StoreAsync(
            Letter(DeadLetterKind.Document, source, text.Span, reason) with { DocumentId = id, UserId = members.LenientText("user_id"), Document = document },
            cancellationToken);
    }

    /// <summary>Notes that what a batch of changes holds for one user could not be served, for a reason that does not pass.</summary>
    /// <param name="source">The container of the batch.</param>
    /// <param name="user">The user.</param>
    /// <param name="failure">What went wrong. Its message is not kept: it may quote what a document holds.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CosmosException">A failure that passes: the batch must be repeated.</exception>
    public Task SetAsideAsync(string source, string user, Exception failure, CancellationToken cancellationToken)
    {
        LogFailed(failure, source);
        var reason = ReasonOf(failure);
        return StoreAsync(
            Letter(DeadLetterKind.Push, source, Encoding.UTF8.GetBytes($"{user}\n{reason}"), $"The push failed: {reason}.") with { UserId = user },
            cancellationToken);
    }

    /// <summary>Sets work aside that is given up.</summary>
    /// <param name="work">What it is; its id and the time are set here.</param>
    /// <param name="failure">What went wrong the last time; null when only <see cref="DeadLetter.Reason"/> tells.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CosmosException">A failure that passes: the work must be repeated.</exception>
    public Task SetAsideAsync(DeadLetter work, Exception? failure, CancellationToken cancellationToken)
    {
        LogFailed(failure, work.Container);
        return StoreAsync(LetterOf(work), cancellationToken);
    }

    /// <summary>What a failure is called in a reason. Its message may quote what a document holds.</summary>
    public static string ReasonOf(Exception failure) =>
        failure is CosmosException store ? $"{failure.GetType().Name} {(int)store.StatusCode}" : failure.GetType().Name;

    /// <summary>Dead letters without the work itself, what failed last first.</summary>
    /// <param name="source">The container or queue that they come from; null for all.</param>
    /// <param name="user">The user whom they concern; null for all.</param>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<List<DeadLetter>> ReadAsync(string? source, string? user, FeedCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        List<string> conditions = [];
        if (user is not null)
        {
            conditions.Add("c.user_id = @user");
        }

        if (cursor is not null)
        {
            conditions.Add("(c.set_aside_at < @time OR (c.set_aside_at = @time AND c.id < @id))");
        }

        var where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        var query = new QueryDefinition($"{Summaries}{where}{NewestFirst}").WithParameter("@limit", limit);
        if (user is not null)
        {
            query.WithParameter("@user", user);
        }

        if (cursor is { } after)
        {
            query.WithParameter("@time", UtcMillisecondsConverter.ToText(after.CreatedAt)).WithParameter("@id", after.Id);
        }

        return container.QueryAsync(query, source is null ? null : new PartitionKey(source), DeadLetter.Read, pageSize: null, cancellationToken);
    }

    /// <summary>Whether work was set aside, and is waiting. One point read.</summary>
    public async Task<bool> HoldsAsync(DeadLetter work, CancellationToken cancellationToken) =>
        await container.FindAsync(LetterOf(work).Id, new PartitionKey(work.Container), cancellationToken) is not null;

    /// <summary>One dead letter with the work itself; null when there is none.</summary>
    public async Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken) =>
        DeadLetter.ContainerOf(id) is { } source && await container.FindAsync(id, new PartitionKey(source), cancellationToken) is { } found
            ? DeadLetter.Read(found.Json) with { ETag = found.ETag }
            : null;

    /// <summary>Forgets one.</summary>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="etag">The only version that is forgotten; null for any.</param>
    /// <returns>False when there is none.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken, string? etag = null)
    {
        if (DeadLetter.ContainerOf(id) is not { } source)
        {
            return false;
        }

        using var response = await container.DeleteItemStreamAsync(
            id, new PartitionKey(source), new ItemRequestOptions { IfMatchEtag = etag }, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed)
        {
            return false;
        }

        response.EnsureSuccessStatusCode();
        return true;
    }

    private DeadLetter LetterOf(DeadLetter work)
    {
        var letter = Letter(work.Kind, work.Container, Encoding.UTF8.GetBytes($"{work.DocumentId}\n{work.UserId}\n{work.Document}"), work.Reason);
        return work with { Id = letter.Id, SetAsideAt = letter.SetAsideAt };
    }

    private DeadLetter Letter(string kind, string source, ReadOnlySpan<byte> content, string reason) => new()
    {
        Id = $"{source}.{Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{kind}:"), .. content]))}",
        Kind = kind,
        Container = source,
        Reason = reason,
        SetAsideAt = time.GetUtcNow(),
    };

    private async Task StoreAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        metrics.SetAside(letter.Container);

        // Wrapped, the document may be too deep or too large to be stored; what is known of it is not.
        if (!await TryStoreAsync(letter, cancellationToken) && !await TryStoreAsync(letter with { Document = null }, cancellationToken))
        {
            LogNotSetAside(letter.Container, letter.DocumentId);
        }
    }

    /// <returns>False when the store refuses it for good: it must not block the partition that it came from.</returns>
    private async Task<bool> TryStoreAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        try
        {
            using var content = Write(letter);
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
    private static MemoryStream Write(DeadLetter letter)
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("id", letter.Id);
            writer.WriteString("kind", letter.Kind);
            writer.WriteString("container", letter.Container);
            writer.WriteString("document_id", letter.DocumentId);
            writer.WriteString("user_id", letter.UserId);
            if (letter.Producer is not null)
            {
                writer.WriteString("producer", letter.Producer);
            }

            writer.WriteString("reason", letter.Reason);
            writer.WriteString("set_aside_at", UtcMillisecondsConverter.ToText(letter.SetAsideAt));
            if (letter.Attempts is { } attempts)
            {
                writer.WriteNumber("attempts", attempts);
            }

            if (letter.Document is { ValueKind: not JsonValueKind.Undefined } document)
            {
                writer.WritePropertyName("document");
                document.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        stream.Position = 0;
        return stream;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Set aside a document of {Container} that can't be read: {DocumentId}: {Reason}")]
    private partial void LogUnreadable(string container, string? documentId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Set aside work of {Container} that failed for a reason that does not pass")]
    private partial void LogFailed(Exception? exception, string container);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was set aside of {Container} could not be stored: {DocumentId}")]
    private partial void LogNotSetAside(string container, string? documentId);
}
