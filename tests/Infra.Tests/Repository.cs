using System.Reflection;

namespace Fixia.Infra.Tests;

/// <summary>Where the files under test are, and the Bicep CLI that reads them.</summary>
internal static class Repository
{
    /// <summary>The root folder of the checkout.</summary>
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The executable of the Bicep CLI, from its package.</summary>
    public static string BicepCli { get; } = Metadata("BicepPath");

    /// <summary>Whether this build is one against the stand-ins.</summary>
    public static bool UsesStandIns => Metadata("AzurePackages") == "standin";

    /// <summary>Where NuGet keeps the packages of this build.</summary>
    public static string PackageCache { get; } = Metadata("PackageCache");

    /// <summary>The full path of a file or folder.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The text of a file.</summary>
    public static string ReadText(params string[] parts) => File.ReadAllText(PathOf(parts));

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
