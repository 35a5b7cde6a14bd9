using System.Text.Json;

namespace Fixia.Costs;

/// <summary>The file that holds what each operation cost, so that others calculate with what was measured.</summary>
public static class CostSheet
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>Reads a file.</summary>
    /// <returns>Each operation by its name.</returns>
    public static IReadOnlyDictionary<string, Measured> Read(string path) =>
        JsonSerializer.Deserialize<Measured[]>(File.ReadAllText(path), Format)!.ToDictionary(measured => measured.Operation);

    /// <summary>Writes a file.</summary>
    public static void Write(string path, IEnumerable<Measured> costs) =>
        File.WriteAllText(path, JsonSerializer.Serialize(costs, Format).ReplaceLineEndings("\n") + "\n");
}
