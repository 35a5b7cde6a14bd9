using System.Diagnostics;

namespace Fixia.Resilience.Tests.Products;

/// <summary>Processes of this machine, as Linux shows them (proc(5)).</summary>
internal static class Processes
{
    /// <summary>SIGKILL to the process with that word in its command line that descends from another.</summary>
    public static void Kill(string word, int ancestor)
    {
        var parents = Parents();
        var victim = parents.Keys.Single(id => Descends(id) && CommandOf(id).Split('\0') is [not ("sh" or "/bin/sh"), ..] command && command.Any(part => part.EndsWith(word, StringComparison.Ordinal)));
        using var process = Process.GetProcessById(victim);
        process.Kill();

        bool Descends(int id) => parents.TryGetValue(id, out var parent) && (parent == ancestor || Descends(parent));
    }

    private static Dictionary<int, int> Parents()
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            // The name of the program, in brackets before it, may hold anything.
            if (int.TryParse(Path.GetFileName(folder), out var id) && Read(Path.Combine(folder, "stat")) is { Length: > 0 } stat)
            {
                parents[id] = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return parents;
    }

    private static string CommandOf(int id) => Read($"/proc/{id}/cmdline");

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return "";
        }
    }
}
