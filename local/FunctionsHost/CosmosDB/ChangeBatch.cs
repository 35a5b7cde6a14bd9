using System.Text.Json;

namespace Fixia.Local.FunctionsHost.CosmosDB;

/// <summary>One batch of changed documents, as a JSON array: what the real trigger hands to the worker.</summary>
internal sealed record ChangeBatch(string Json, int Count)
{
    // The worker's own serializer options.
    private static readonly JsonSerializerOptions WorkerOptions = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Takes the documents out of a feed response, <c>{"Documents":[...]}</c>.</summary>
    public static async Task<ChangeBatch> ReadAsync(Stream feedResponse, CancellationToken cancellationToken)
    {
        using var document = await JsonDocument.ParseAsync(feedResponse, cancellationToken: cancellationToken);
        var documents = document.RootElement.ValueKind == JsonValueKind.Array
            ? document.RootElement
            : document.RootElement.GetProperty("Documents");
        return new ChangeBatch(documents.GetRawText(), documents.GetArrayLength());
    }

    /// <summary>The batch as a parameter of that type: the raw array for a string, else whatever the JSON deserialises to.</summary>
    public object? As(Type type) => type == typeof(string) ? Json : JsonSerializer.Deserialize(Json, type, WorkerOptions);
}
