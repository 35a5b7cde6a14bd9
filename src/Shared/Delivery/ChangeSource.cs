using System.Text.Json;

namespace Fixia.Shared.Delivery;

/// <summary>A container of which the change feed is read.</summary>
/// <param name="Container">Its name.</param>
/// <param name="PartitionMember">The member that is the partition key.</param>
/// <param name="Read">Reads a document, or says what is wrong with it.</param>
public sealed record ChangeSource<T>(string Container, string PartitionMember, DocumentRead<T> Read)
    where T : class
{
    /// <summary>Writes a document anew whose form misleads queries; true when the feed is going to bring it again.</summary>
    public Func<JsonElement, T, CancellationToken, Task<bool>>? Mend { get; init; }

    /// <summary>Takes a document that can't be read out of every list and count.</summary>
    public Func<JsonElement, CancellationToken, Task>? PutAway { get; init; }
}

/// <summary>Reads a document.</summary>
/// <param name="json">The document.</param>
/// <param name="flaw">What is wrong with it; null when nothing is.</param>
/// <returns>Null when it can't be read.</returns>
public delegate T? DocumentRead<out T>(JsonElement json, out string? flaw)
    where T : class;
