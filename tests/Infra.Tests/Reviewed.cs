namespace Fixia.Infra.Tests;

/// <summary>Files that are made from the sources and kept, so that a review shows what a change does to Azure.</summary>
internal static class Reviewed
{
    private const string Variable = "UPDATE_SNAPSHOTS";

    /// <summary>Whether the files are to be written anew instead of compared.</summary>
    public static bool Updating => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Writes a file.</summary>
    public static void Write(string text, params string[] path) => File.WriteAllText(Repository.PathOf(path), text);

    /// <summary>Fails unless a file holds <paramref name="text"/>, or writes it.</summary>
    public static void Check(string text, params string[] path)
    {
        if (Updating)
        {
            Write(text, path);
        }

        Assert.True(
            File.Exists(Repository.PathOf(path)) && Repository.ReadText(path).ReplaceLineEndings("\n") == text,
            $"{string.Join('/', path)} is not what the sources make of it. "
            + $"Look at the difference after: {Variable}=1 dotnet run --project tests/Infra.Tests");
    }
}
