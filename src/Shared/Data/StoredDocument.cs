using System.Text.Json;

namespace Fixia.Shared.Data;

/// <summary>A document as it is stored.</summary>
/// <param name="Json">What it says, whoever wrote it.</param>
/// <param name="ETag">Its version, for a conditional write.</param>
public readonly record struct StoredDocument(JsonElement Json, string ETag);
