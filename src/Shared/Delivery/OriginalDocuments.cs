using System.Runtime.InteropServices;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Finds what is really stored. The Cosmos DB trigger reads every text that looks like a date as one and writes it anew,
/// in another form and, where it had an offset, another zone: a title comes to be a different title.
/// </summary>
public sealed class OriginalDocuments(CosmosClient client)
{
    private static readonly QueryDefinition ByVersion = new("SELECT * FROM c WHERE c._ts = @timestamp AND c._rid = @resource");

    /// <summary>Members that are times: read as such, they mean the same in every form.</summary>
    private static readonly string[] Times = ["read_at", "updated_at", "expires_at", "read_before", "seen_before", "muted_until", "since", "due_at", "claimed_at"];

    /// <summary>
    /// The document as it is stored; what the trigger brought when that holds nothing that looks like a date. Of
    /// <c>created_at</c> the very form matters, because queries compare it as a text: one whose milliseconds end in a
    /// zero, which the trigger cuts off, is looked up too.
    /// </summary>
    /// <returns>Null when it is gone by now.</returns>
    public async Task<JsonElement?> FindAsync<T>(ChangeSource<T> source, JsonElement arrived, CancellationToken cancellationToken)
        where T : class =>
        arrived.ValueKind == JsonValueKind.Object && arrived.EnumerateObject().Any(MayBeAltered)
            ? (await FindStoredAsync(source.Container, source.PartitionMember, arrived, cancellationToken))?.Json
            : arrived;

    /// <summary>The document that is stored where <paramref name="arrived"/> came from.</summary>
    /// <param name="container">The container.</param>
    /// <param name="partitionMember">The member that is the partition key.</param>
    /// <param name="arrived">What the trigger brought.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null when it is gone by now.</returns>
    public async Task<StoredDocument?> FindStoredAsync(
        string container, string partitionMember, JsonElement arrived, CancellationToken cancellationToken)
    {
        var members = new MemberReader(arrived);
        var source = client.GetContainer(FixiaDatabase.Name, container);
        var partition = UnalteredText(partitionMember) is { } key ? new PartitionKey(key) : (PartitionKey?)null;
        if (partition is { } known && UnalteredText("id") is { } id && NotificationId.CanExist(id))
        {
            return await source.FindAsync(id, known, cancellationToken);
        }

        // The id or the partition key is one of the texts in question, or can't be asked for.
        var query = ByVersion
            .WithParameter("@timestamp", members.Number("_ts") ?? 0)
            .WithParameter("@resource", members.LenientText("_rid") ?? "");
        var found = await source.QueryAsync(
            query, partition, json => new StoredDocument(json.Clone(), new MemberReader(json).RequiredText("_etag")), pageSize: 1, cancellationToken);
        return found is [var document, ..] ? document : null;

        string? UnalteredText(string name) => arrived.TryGetProperty(name, out var member) && !IsDate(member) ? members.LenientText(name) : null;
    }

    private static bool MayBeAltered(JsonProperty member) =>
        IsDate(member.Value) && (member.NameEquals("created_at") ? !IsCanonical(member.Value) : !Times.Any(member.NameEquals));

    /// <summary>Whether a text has the form by which the trigger knows a date, and in which it writes one: <c>YYYY-MM-DDThh:mm:ss</c> and more.</summary>
    private static bool IsDate(JsonElement text) =>
        text.ValueKind == JsonValueKind.String
        && JsonMarshal.GetRawUtf8Value(text) is { Length: >= 21 and <= 42 } raw
        && (raw[5], raw[8], raw[11], raw[14], raw[17]) is ((byte)'-', (byte)'-', (byte)'T', (byte)':', (byte)':');

    /// <summary>Whether a time is written as the product writes it, with three decimals.</summary>
    private static bool IsCanonical(JsonElement time) =>
        JsonMarshal.GetRawUtf8Value(time) is { Length: 26 } raw && raw[20] == '.' && raw[24] == 'Z';
}
