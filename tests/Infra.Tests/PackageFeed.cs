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

    /// <summary>Which packages hold the stand-ins. The others are empty: what they have is in the worker's stand-in.</summary>
    private static readonly string[] WithAssembly = ["Azure.Messaging.WebPubSub", "Microsoft.Azure.Functions.Worker"];

    /// <summary>Writes the packages into a folder.</summary>
    public static void Write(string folder)
    {
        var versions = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(element => (string)element.Attribute("Include")!, element => (string)element.Attribute("Version")!);
        foreach (var (id, version) in versions.Where(package => WithAssembly.Any(name => package.Key.StartsWith(name, StringComparison.Ordinal))))
        {
            using var archive = ZipFile.Open(Path.Combine(folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
            using (var nuspec = new StreamWriter(archive.CreateEntry($"{id}.nuspec").Open()))
            {
                nuspec.Write(Nuspec(id, version, versions["Azure.Core"]));
            }

            var assembly = WithAssembly.Contains(id) ? Path.Combine(AppContext.BaseDirectory, id + ".dll") : null;
            _ = assembly is null
                ? archive.CreateEntry($"lib/{Framework}/_._")
                : archive.CreateEntryFromFile(assembly, $"lib/{Framework}/{id}.dll");
        }
    }

    private static string Nuspec(string id, string version, string azureCore) =>
        $"""
        <package>
          <metadata>
            <id>{id}</id>
            <version>{version}</version>
            <authors>test</authors>
            <description>A stand-in.</description>
            <dependencies><group targetFramework="{Framework}"><dependency id="Azure.Core" version="{azureCore}" /></group></dependencies>
          </metadata>
        </package>
        """;
}
