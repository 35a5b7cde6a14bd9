using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Fixia.Local.FunctionsHost.CosmosDB;

/// <summary>One batch of changed documents, as a JSON array: what the real trigger hands to the worker.</summary>
internal sealed record ChangeBatch(string Json, int Count)
{
    // Only the depth differs from the defaults: the real trigger reads nothing that is deeper than 64, and repeats such a
    // batch for ever.
    private static readonly JsonSerializer Serializer = JsonSerializer.Create(new JsonSerializerSettings { MaxDepth = null });

    /// <summary>
    /// Takes the documents out of a feed response, <c>{"Documents":[...]}</c>. Like the real trigger it reads them with the
    /// defaults of Newtonsoft.Json, which take every text that looks like a date for one and write it in a form of their own.
    /// </summary>
    public static ChangeBatch Read(Stream feedResponse)
    {
        using var text = new StreamReader(feedResponse);
        using var reader = new JsonTextReader(text) { MaxDepth = null };
        var response = Serializer.Deserialize<JToken>(reader);
        var documents = response as JArray ?? (JArray?)response?["Documents"] ?? [];
        return new ChangeBatch(documents.ToString(Formatting.None), documents.Count);
    }
}
