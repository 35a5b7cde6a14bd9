using System.IO.Compression;
using System.Xml.Linq;

namespace Fixia.Infra.Tests;

/// <summary>
/// A folder of NuGet packages with the names and versions of the Azure packages, and in them the stand-ins: what a restore
/// finds where the real packages can't be reached.
/// </summary>
internal static class PackageFeed
{
    private const string Framework = "net10.0";

    /// <summary>The packages that a registry may lack, with what each of them depends on here.</summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Azure.Messaging.WebPubSub"] = ["Azure.Core"],
        ["Microsoft.Azure.Functions.Worker.Extensions.CosmosDB"] = ["Microsoft.Azure.Functions.Worker.Extensions.Abstractions"],
        ["Microsoft.Azure.Functions.Worker.Extensions.WebPubSub"] = ["Microsoft.Azure.Functions.Worker.Extensions.Abstractions", "Azure.Core"],
    };

    /// <summary>Writes the packages into a folder.</summary>
    public static void Write(string folder)
    {
        var versions = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(element => (string)element.Attribute("Include")!, element => (string)element.Attribute("Version")!);
        foreach (var (id, dependencies) in Packages)
        {
            using var archive = ZipFile.Open(Path.Combine(folder, $"{id}.{versions[id]}.nupkg"), ZipArchiveMode.Create);
            using (var nuspec = new StreamWriter(archive.CreateEntry($"{id}.nuspec").Open()))
            {
                nuspec.Write(Nuspec(id, versions[id], dependencies.Select(dependency => (dependency, versions[dependency]))));
            }

            archive.CreateEntryFromFile(Path.Combine(AppContext.BaseDirectory, id + ".dll"), $"lib/{Framework}/{id}.dll");
        }
    }

    /// <summary>
    /// A view of NuGet's cache without the packages of this feed: what lies in a cache must not take the place of what a test
    /// wrote, and all else need not be fetched again.
    /// </summary>
    public static void WriteCacheWithout(string folder, string cache)
    {
        foreach (var package in Directory.EnumerateDirectories(cache))
        {
            var id = Path.GetFileName(package);
            if (!Packages.Keys.Contains(id, StringComparer.OrdinalIgnoreCase))
            {
                Directory.CreateSymbolicLink(Path.Combine(folder, id), package);
            }
        }
    }

    private static string Nuspec(string id, string version, IEnumerable<(string Id, string Version)> dependencies) =>
        $"""
        <package>
          <metadata>
            <id>{id}</id>
            <version>{version}</version>
            <authors>test</authors>
            <description>A stand-in.</description>
            <dependencies>
              <group targetFramework="{Framework}">
                {string.Concat(dependencies.Select(dependency => $"<dependency id=\"{dependency.Id}\" version=\"{dependency.Version}\" />"))}
              </group>
            </dependencies>
          </metadata>
        </package>
        """;
}
