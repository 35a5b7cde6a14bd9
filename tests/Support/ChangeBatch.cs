using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Fixia.Tests.Support;

/// <summary>A change-feed batch as the trigger of the service hands it to a function.</summary>
public static class ChangeBatch
{
    private static readonly JsonSerializerSettings AnyDepth = new() { MaxDepth = null };

    /// <summary>
    /// One JSON array in one text. Every object in it has gone through Newtonsoft.Json with default settings, which takes
    /// some texts for dates and writes them in another form.
    /// </summary>
    public static string AsTheTriggerMakesIt(IEnumerable<JsonElement> documents) => $"[{string.Join(',', documents.Select(Convert))}]";

    private static string Convert(JsonElement document) => document.ValueKind == JsonValueKind.Object
        ? JsonConvert.DeserializeObject<JObject>(document.GetRawText(), AnyDepth)!.ToString()
        : document.GetRawText();
}
